/*
 * hub_place: what the parts of the hub share (hub.c who gets what,
 * hub_place.c where it is found, hub_ask.c what is asked of the database).
 */
#ifndef MSG_LIVE_HUB_PLACE_H
#define MSG_LIVE_HUB_PLACE_H

#include "hub.h"

struct event;
struct job;

enum place_kind { PLACE_ROOM, PLACE_APP, PLACE_USER };

/* A conversation, or an app, that somebody here subscribed to. */
struct place {
	struct place *next;		/* in its slot */
	enum place_kind kind;
	struct app *app;
	int64_t conv;			/* 0 of an app */
	enum conversation_kind conversation_kind;
	char *room_id;
	struct subscription *first, *walk;
	size_t count;
	bool busy;			/* is being walked over */
	unsigned forms;
	int64_t last;			/* delivered up to this seq */
	/* Wait until it is known who is a member */
	bool checking;
	struct event *held, *held_last;
};

struct place *place_find(enum place_kind kind, int64_t app_id, int64_t conv);
struct place *place_new(enum place_kind kind, const struct app *app,
    int64_t conv);
void place_set_room(struct place *place, enum conversation_kind kind,
    const char *room_id);
/* place_free(place): nobody is there any more; unless it is checking. */
void place_free(struct place *place);

/*
 * members_check(place): ask who of the place's subscriptions that read as
 * members are some, end the others, then hub_members_known(place).
 * page_forget(job): its subscription has left.
 */
void members_check(struct place *place);
void hub_members_known(struct place *place);
void page_forget(struct job *job);

#endif
