/* The process's pool of connections; see db.h. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "arena.h"
#include "conf.h"
#include "db.h"

static struct {
	pthread_mutex_t lock;
	pthread_cond_t given;
	struct db **idle;	/* the most recently used last */
	size_t idle_count;
	size_t size;
	int64_t timeout;	/* seconds */
} pool = { .lock = PTHREAD_MUTEX_INITIALIZER };

void
db_pool_start(const struct conf *conf)
{
	pthread_condattr_t attributes;
	size_t i;

	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&pool.given, &attributes);
	pthread_condattr_destroy(&attributes);
	pool.size = (size_t)conf->db_connections;
	pool.timeout = conf->db_timeout;
	pool.idle = calloc(pool.size, sizeof(struct db *));
	if (pool.idle == NULL)
		arena_out_of_memory();
	for (i = 0; i < pool.size; i++)
		pool.idle[i] = db_open(conf);
	pool.idle_count = pool.size;
}

void
db_pool_stop(void)
{

	BUG_UNLESS(pool.idle_count == pool.size);
	while (pool.idle_count > 0)
		db_close(pool.idle[--pool.idle_count]);
	free(pool.idle);
	pthread_cond_destroy(&pool.given);
	pool.size = 0;
}

enum err
db_take(struct db **db, struct fault *fault)
{
	struct timespec until;
	enum err e = OK;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += pool.timeout;
	pthread_mutex_lock(&pool.lock);
	while (pool.idle_count == 0)
		if (pthread_cond_timedwait(&pool.given, &pool.lock, &until) ==
		    ETIMEDOUT)
			break;
	if (pool.idle_count > 0)
		*db = pool.idle[--pool.idle_count];
	else {
		fault->detail = "all connections are in use";
		e = ERR_DATABASE_BUSY;
	}
	pthread_mutex_unlock(&pool.lock);
	return (e);
}

void
db_give(struct db *db)
{

	pthread_mutex_lock(&pool.lock);
	pool.idle[pool.idle_count++] = db;
	pthread_cond_signal(&pool.given);
	pthread_mutex_unlock(&pool.lock);
}

enum err
db_query(struct arena *arena, const struct sql_statement *statement,
    const struct db_param *params, size_t count, PGresult **result,
    struct fault *fault)
{
	struct db *db;
	enum err e;

	if ((e = db_take(&db, fault)) != OK)
		return (e);
	e = db_run(db, arena, statement, params, count, result, fault);
	db_give(db);
	return (e);
}
