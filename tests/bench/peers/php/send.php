<?php
/*
 * The send of msgcgi as one PHP file: PDO, one connection kept per FPM child.
 *
 * It does the same job on the same tables (sql/schema/003, 004): check an
 * HS256 bearer token, validate the body, count the call, store the message
 * with its conversation's next seq, answer its id.  Two statements, each a
 * transaction of its own: with the counter, whose row all sends share, in the
 * message's transaction that row would stay locked while the disk is written.
 *
 * Environment: SECRET, QUOTA (calls a second), PGHOST PGPORT PGUSER PGDATABASE.
 */
declare(strict_types=1);

const APP = 1;
const ALGORITHM = '{"alg":"HS256","typ":"JWT"}';

function answer(int $status, array $body): never
{
	http_response_code($status);
	header('Content-Type: application/json');
	echo json_encode($body, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
	exit;
}

function base64url_decode(string $text): string
{
	return (string) base64_decode(strtr($text, '-_', '+/'), true);
}

/* The header is compared, so that a token cannot choose its algorithm. */
function authenticated(string $authorization, string $audience): bool
{
	if (!str_starts_with($authorization, 'Bearer '))
		return false;
	$parts = explode('.', substr($authorization, 7));
	if (count($parts) !== 3 || base64url_decode($parts[0]) !== ALGORITHM)
		return false;
	$right = hash_hmac('sha256', "$parts[0].$parts[1]",
	    hex2bin(getenv('SECRET')), true);
	if (!hash_equals($right, base64url_decode($parts[2])))
		return false;
	$claims = json_decode(base64url_decode($parts[1]), true);
	return ($claims['aud'] ?? '') === $audience
	    && ($claims['exp'] ?? 0) > time();
}

function is_name(mixed $value): bool
{
	return is_string($value) && $value !== '' && strlen($value) <= 64;
}

function valid(mixed $message): bool
{
	return is_array($message) && is_name($message['from'] ?? null)
	    && is_array($message['to'] ?? null) && count($message['to']) === 1
	    && is_name($message['to'][0] ?? null)
	    && ($message['type'] ?? null) === 'txt'
	    && is_array($message['body'] ?? null)
	    && is_string($message['body']['msg'] ?? null)
	    && $message['body']['msg'] !== '';
}

/* Microseconds, and the child's number: no two children have the same id. */
function new_id(): int
{
	$now = (int) (microtime(true) * 1000000);
	return intdiv($now, 1000) << 20 | ($now % 1000) << 10
	    | (getmypid() & 1023);
}

/*
 * The statements are prepared in the connection that the child keeps.  PDO's
 * own prepare() would make and drop them anew in every request, in trips of
 * their own; so they are prepared by SQL once, found to be missing by the
 * first request on a new connection, and run by EXECUTE, one trip each.
 */
const STATEMENTS = [
	"PREPARE count (bigint, integer) AS
	INSERT INTO rate_counter AS c
	    (counter, quota, seconds, window_start, high, normal, low)
	VALUES ($1, $2, 1, floor(extract(epoch FROM clock_timestamp())), 1, 0, 0)
	ON CONFLICT (counter) DO UPDATE SET
	    high = CASE WHEN c.window_start >= excluded.window_start
		THEN c.high ELSE 0 END + 1,
	    window_start = greatest(c.window_start, excluded.window_start)
	RETURNING high",
	"PREPARE store (bigint, bigint, text, bigint, text, text, text) AS
	WITH raised AS (
		INSERT INTO conversation AS c (conv, app_id, kind, target, last_seq)
		VALUES ($1, $2, 3, $3, 1)
		ON CONFLICT (conv) DO UPDATE SET last_seq = c.last_seq + 1
		RETURNING last_seq
	)
	INSERT INTO message (conv, id, seq, app_id, sender, type, priority, body)
	SELECT $1, $4, last_seq, $2, $5, $6, 1, $7
	FROM raised",
];
const MISSING = '26000';		/* invalid_sql_statement_name */

function execute(PDO $database, string $call, array $values): PDOStatement
{
	$statement = $database->prepare("EXECUTE $call");
	try {
		$statement->execute($values);
	} catch (PDOException $error) {
		if ($error->getCode() !== MISSING)
			throw $error;
		foreach (STATEMENTS as $text)
			$database->exec($text);
		$statement->execute($values);
	}
	return $statement;
}

[, $org, $app] = explode('/', $_SERVER['REQUEST_URI']) + ['', '', ''];
if ($_SERVER['REQUEST_METHOD'] !== 'POST'
    || $_SERVER['REQUEST_URI'] !== "/$org/$app/messages/chatrooms")
	answer(404, ['error' => 'not found']);
if (!authenticated($_SERVER['HTTP_AUTHORIZATION'] ?? '', "$org#$app"))
	answer(401, ['error' => 'unauthorized']);
$message = json_decode(file_get_contents('php://input'), true, 16);
if (!valid($message))
	answer(400, ['error' => 'bad request']);

$database = new PDO(sprintf('pgsql:host=%s;port=%s;dbname=%s;user=%s',
    getenv('PGHOST'), getenv('PGPORT'), getenv('PGDATABASE'),
    getenv('PGUSER')), null, null, [
	PDO::ATTR_PERSISTENT => true,
	PDO::ATTR_EMULATE_PREPARES => true,	/* see STATEMENTS */
	PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION,
]);
$quota = (int) getenv('QUOTA');
if (execute($database, 'count(?, ?)', [APP, $quota])->fetchColumn() > $quota)
	answer(429, ['error' => 'too many requests']);
$room = $message['to'][0];
$id = new_id();
execute($database, 'store(?, ?, ?, ?, ?, ?, ?)', [
	unpack('J', hash('sha256', APP . "\0room\0$room", true))[1],
	APP, $room, $id, $message['from'], $message['type'],
	json_encode($message['body'],
	    JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE),
]);
answer(200, [
	'action' => 'post',
	'application' => $app,
	'timestamp' => $id >> 20,
	'data' => [$room => (string) $id],
]);
