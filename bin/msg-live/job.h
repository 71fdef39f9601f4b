/*
 * job: work that waits for the database, done by a few threads, so that the
 * loop never waits.
 *
 * Ownership: a job and its arena are made by the loop, belong to the thread
 * that works on it, and end by the loop after done().  It keeps its
 * connection's memory, which may meanwhile have lost its socket.
 */
#ifndef MSG_LIVE_JOB_H
#define MSG_LIVE_JOB_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct connection;

enum job_step {
	JOB_DONE,		/* the loop calls done() */
	JOB_WAITS,		/* job_go_on() will be called; by then this
				   thread does not touch the job any more */
};

struct job {
	struct job *next;		/* in a list */
	struct arena *arena;
	struct connection *connection;	/* or NULL */
	enum job_step (*run)(struct job *job);
	void (*done)(struct job *job);
	void *work;			/* what run() works on */
};

void job_start(size_t threads);
/* job_stop(): after all that was begun is done. */
void job_stop(void);

/*
 * job_new(connection, run, done): job->arena is there, job->work is NULL.
 * job_submit(job): do it, behind those that wait.
 */
struct job *job_new(struct connection *connection,
    enum job_step (*run)(struct job *), void (*done)(struct job *));
void job_submit(struct job *job);

/* job_go_on(job): by any thread: run() is called once more. */
void job_go_on(void *job);

/* job_take_done(): by the loop: call done() of all that were finished. */
void job_take_done(void);

/* job_count(): begun, and not over. */
size_t job_count(void);

#endif
