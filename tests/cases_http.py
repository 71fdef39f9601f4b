"""Sending a case's request, byte for byte: to a web server, or to the program
itself as plain CGI.  http.client would repair or refuse what the hostile
cases must send, so requests are written to the socket as they are."""
import os, socket, subprocess, time
from urllib.parse import urlsplit


class Request:
    """method, target, headers and body are bytes; length is the value of
    Content-Length, or None for none; chunks replaces the body."""

    def __init__(self, method, target, headers, body, length, chunks):
        self.method, self.target, self.headers = method, target, headers
        self.body, self.length, self.chunks = body, length, chunks

    def bytes(self, host):
        lines = [self.method + b" " + self.target + b" HTTP/1.1"]
        if not any(name.lower() == b"host" for name, _ in self.headers):
            lines.append(b"Host: " + host)
        lines += [name + b": " + value for name, value in self.headers]
        if self.length is not None:
            lines.append(b"Content-Length: " + self.length)
        if self.chunks is not None:
            lines.append(b"Transfer-Encoding: chunked")
        lines += [b"Connection: close", b"", b""]
        body = self.body
        if self.chunks is not None:
            body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk)
                            for chunk in self.chunks) + b"0\r\n\r\n"
        return b"\r\n".join(lines) + body


class Answer:
    """status, headers (names in lower case, values of repeated ones joined)
    and body; None stands for a connection closed without an answer."""

    def __init__(self, status, head, body):
        self.status, self.body, self.headers = status, body, {}
        for line in head:
            name, _, value = line.partition(b":")
            name, value = name.decode().lower(), value.strip().decode("latin-1")
            if name in self.headers:
                value = self.headers[name] + ", " + value
            self.headers[name] = value


def split_head(data):
    head, found, body = data.partition(b"\r\n\r\n")
    return (head.split(b"\r\n"), body) if found else (None, b"")


def unchunk(data):
    body = b""
    while True:
        size, _, data = data.partition(b"\r\n")
        size = int(size.split(b";")[0], 16)
        if size == 0:
            return body
        body, data = body + data[:size], data[size + 2:]


class WebServer:
    """A server at http://HOST:PORT[/PREFIX]."""

    def __init__(self, url, timeout):
        self.url, self.timeout = url.rstrip("/"), timeout
        parts = urlsplit(self.url)
        self.address = (parts.hostname, parts.port or 80)
        self.host, self.mount = parts.netloc.encode(), parts.path

    def exchange(self, request):
        """All that the server says until it closes."""
        data = b""
        with socket.create_connection(self.address, self.timeout) as s:
            try:
                s.sendall(request.bytes(self.host))
            except OSError:
                pass        # it may answer before it has read everything
            try:
                while piece := s.recv(65536):
                    data += piece
            except ConnectionError:
                pass
        return data

    def send(self, request):
        # An early refusal can be lost when the rest of the body makes the
        # server's side reset the connection: ask again.
        for _ in range(5):
            answer = self.parse(self.exchange(request))
            if answer is not None:
                return answer
            time.sleep(0.05)
        return None

    def parse(self, data):
        lines, body = split_head(data)
        while lines and lines[0].split(b" ")[1:2] == [b"100"]:
            lines, body = split_head(body)
        if not lines:
            return None
        answer = Answer(int(lines[0].split(b" ")[1]), lines[1:], body)
        try:
            if answer.headers.get("transfer-encoding") == "chunked":
                answer.body = unchunk(body)
        except ValueError:
            return None         # it was cut short
        return answer


class Program:
    """The program itself, run as plain CGI for each request; PREFIX is a
    command to run it under."""

    def __init__(self, command, mount, timeout):
        self.command, self.mount, self.timeout = command, mount, timeout
        self.url, self.trouble = "http://127.0.0.1:8080" + mount, []

    def environment(self, request, body):
        env = {os.fsencode(name): os.fsencode(value)
               for name, value in os.environ.items()}
        named = set()
        for name, value in request.headers:
            name = name.upper().replace(b"-", b"_")
            name = name if name == b"CONTENT_TYPE" else b"HTTP_" + name
            value = value.strip(b" \t")
            env[name] = env[name] + b", " + value if name in named else value
            named.add(name)
        path, _, query = request.target.partition(b"?")
        env.update({
            b"GATEWAY_INTERFACE": b"CGI/1.1", b"SERVER_PROTOCOL": b"HTTP/1.1",
            b"SERVER_NAME": b"127.0.0.1", b"SERVER_PORT": b"8080",
            b"REMOTE_ADDR": b"127.0.0.1", b"REQUEST_METHOD": request.method,
            b"REQUEST_URI": request.target, b"QUERY_STRING": query,
            b"SCRIPT_NAME": self.mount.encode(),
        })
        env.setdefault(b"HTTP_HOST", b"127.0.0.1:8080")
        length = request.length
        if request.chunks is not None:
            length = b"%d" % len(body)
        if length is not None:
            env[b"CONTENT_LENGTH"] = length
        return env

    def send(self, request):
        body = request.body if request.chunks is None else \
            b"".join(request.chunks)
        env = self.environment(request, body)
        done = subprocess.run(self.command, input=body, env=env,
                              capture_output=True, timeout=self.timeout)
        if done.returncode != 0:
            self.trouble.append(done.stderr.decode("utf-8", "replace"))
        lines, out = split_head(done.stdout)
        if not lines or not lines[0].startswith(b"Status: "):
            return None
        return Answer(int(lines[0].split(b" ")[1]), lines[1:], out)
