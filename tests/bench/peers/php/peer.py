"""PHP-FPM with PDO and opcache behind lighttpd; see send.php."""
import glob, os, re, shutil, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from peer import LighttpdPeer, web_user
from send_service import SendService


def php_fpm():
    """The newest that is installed, or None."""
    found = glob.glob("/usr/sbin/php-fpm[0-9]*") or filter(
        None, [shutil.which("php-fpm")])
    return max(found, key=lambda path: [
        int(n) for n in re.findall(r"\d+", os.path.basename(path))],
        default=None)


class Php(SendService, LighttpdPeer):
    name = "php-fpm"
    # Eight were a little slower.
    children = "16"

    def available(self):
        if not php_fpm():
            return "there is no php-fpm: bin/install-packages bench"
        modules = subprocess.run([php_fpm(), "-m"], capture_output=True,
                                 text=True).stdout
        for module in ("pdo_pgsql", "Zend OPcache"):
            if module not in modules:
                return "PHP has no %s: bin/install-packages bench" % module
        return None

    def start(self):
        settings = self.begin_service()
        # www-data may not be allowed to read the source tree.
        root = os.path.join(self.folder, "www")
        os.mkdir(root)
        shutil.copy(os.path.join(HERE, "send.php"), root)
        os.chmod(root, 0o755)
        os.chmod(os.path.join(root, "send.php"), 0o644)
        user = web_user()
        run = self.folder_for(user, "run")
        self.spawn("php-fpm", [
            php_fpm(), "--nodaemonize", "-y",
            os.path.join(HERE, "php-fpm.conf"), "-c",
            os.path.join(HERE, "php.ini")], FPM_RUN=run, FPM_USER=user,
            FPM_CHILDREN=self.children, **settings)
        # lighttpd would answer 503 for a second if it came first.
        end = time.monotonic() + 20
        while not os.path.exists(os.path.join(run, "php.sock")):
            if time.monotonic() > end:
                raise self.failed("php-fpm does not start")
            time.sleep(0.02)
        self.lighttpd(os.path.join(HERE, "lighttpd.conf"), PHP_ROOT=root)
        self.prove_one()


PEERS = [Php]
