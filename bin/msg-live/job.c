/* See job.h. */
#include <pthread.h>
#include <stdlib.h>

#include "arena.h"
#include "connection.h"
#include "heap.h"
#include "job.h"
#include "log.h"
#include "loop.h"
#include "serve.h"

enum {
	IDLE_ARENAS = 32,		/* kept warm */
#if defined(__SANITIZE_ADDRESS__)
	STACK = 2 * 1024 * 1024,	/* bytes */
#else
	STACK = 512 * 1024,
#endif
};

struct list {
	struct job *first, *last;
};

static struct {
	pthread_mutex_t lock;
	pthread_cond_t work;
	struct list waiting, done;
	bool stopping;
	pthread_t *threads;
	size_t thread_count;
	/* The loop's alone */
	size_t count;
	struct arena *idle[IDLE_ARENAS];
	size_t idle_count;
} jobs = { .lock = PTHREAD_MUTEX_INITIALIZER,
    .work = PTHREAD_COND_INITIALIZER };

static void
put(struct list *list, struct job *job)
{

	job->next = NULL;
	if (list->last != NULL)
		list->last->next = job;
	else
		list->first = job;
	list->last = job;
}

static struct job *
take(struct list *list)
{
	struct job *job = list->first;

	if (job != NULL && (list->first = job->next) == NULL)
		list->last = NULL;
	return (job);
}

static void
finish(struct job *job)
{

	pthread_mutex_lock(&jobs.lock);
	put(&jobs.done, job);
	pthread_mutex_unlock(&jobs.lock);
	loop_wake();
}

static void *
work(void *unused)
{
	struct job *job;

	(void)unused;
	pthread_mutex_lock(&jobs.lock);
	for (;;) {
		while ((job = take(&jobs.waiting)) == NULL && !jobs.stopping) {
			pthread_mutex_unlock(&jobs.lock);
			log_flush();
			pthread_mutex_lock(&jobs.lock);
			if (jobs.waiting.first == NULL && !jobs.stopping)
				pthread_cond_wait(&jobs.work, &jobs.lock);
		}
		if (job == NULL)
			break;
		pthread_mutex_unlock(&jobs.lock);
		if (job->run(job) == JOB_DONE)
			finish(job);
		pthread_mutex_lock(&jobs.lock);
	}
	pthread_mutex_unlock(&jobs.lock);
	return (NULL);
}

void
job_start(size_t threads)
{
	pthread_attr_t attributes;

	jobs.stopping = false;
	jobs.threads = heap_new(threads * sizeof(*jobs.threads));
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK);
	for (; jobs.thread_count < threads; jobs.thread_count++)
		if (pthread_create(&jobs.threads[jobs.thread_count],
		    &attributes, work, NULL) != 0)
			break;
	pthread_attr_destroy(&attributes);
	if (jobs.thread_count == 0)
		arena_out_of_memory();
}

void
job_stop(void)
{

	pthread_mutex_lock(&jobs.lock);
	jobs.stopping = true;
	pthread_cond_broadcast(&jobs.work);
	pthread_mutex_unlock(&jobs.lock);
	while (jobs.thread_count > 0)
		pthread_join(jobs.threads[--jobs.thread_count], NULL);
	heap_free(jobs.threads);
	job_take_done();
	while (jobs.idle_count > 0)
		arena_free(jobs.idle[--jobs.idle_count]);
}

struct job *
job_new(struct connection *connection, enum job_step (*run)(struct job *),
    void (*done)(struct job *))
{
	struct arena *arena = jobs.idle_count > 0 ?
	    jobs.idle[--jobs.idle_count] : arena_new(SERVE_ARENA);
	struct job *job = arena_alloc(arena, sizeof(*job));

	job->arena = arena;
	job->run = run;
	job->done = done;
	job->connection = connection == NULL ? NULL :
	    connection_keep(connection);
	return (job);
}

void
job_submit(struct job *job)
{

	jobs.count++;
	job_go_on(job);
}

void
job_go_on(void *cookie)
{

	pthread_mutex_lock(&jobs.lock);
	put(&jobs.waiting, cookie);
	pthread_cond_signal(&jobs.work);
	pthread_mutex_unlock(&jobs.lock);
}

static void
end(struct job *job)
{
	struct arena *arena = job->arena;

	if (job->connection != NULL)
		connection_release(job->connection);
	jobs.count--;
	arena_reset(arena);
	if (jobs.idle_count < IDLE_ARENAS)
		jobs.idle[jobs.idle_count++] = arena;
	else
		arena_free(arena);
}

void
job_take_done(void)
{
	struct job *job, *next;

	pthread_mutex_lock(&jobs.lock);
	job = jobs.done.first;
	jobs.done = (struct list){ NULL, NULL };
	pthread_mutex_unlock(&jobs.lock);
	for (; job != NULL; job = next) {
		next = job->next;
		loop_begin();
		job->done(job);
		end(job);
	}
}

size_t
job_count(void)
{

	return (jobs.count);
}
