/*
 * doctor: checks of an installation.  Each check adds one finding or more;
 * whatever is not right comes with a sentence on how to mend it.
 */
#ifndef MSGCTL_DOCTOR_H
#define MSGCTL_DOCTOR_H

#include <stdbool.h>

struct ctl;
struct table;

struct doctor {
	struct ctl *ctl;
	struct table *table;
	int failed;		/* findings */
	int warned;
};

enum finding { FINDING_OK, FINDING_WARNING, FINDING_FAILED, FINDING_SKIPPED };

/*
 * found(doctor, finding, check, detail, mend):
 * Add a finding; ${mend} is NULL when all is well.
 */
void found(struct doctor *doctor, enum finding finding, const char *check,
    const char *detail, const char *mend);

/* doctor_files(): the secret, the directory of files, MSG_CONF. */
void doctor_files(struct doctor *doctor);

/* doctor_database(): false when the owner's database cannot be reached. */
bool doctor_database(struct doctor *doctor);

/*
 * doctor_web(doctor, url): ask the web server, by the program curl, whether
 * requests come through as they must.
 */
void doctor_web(struct doctor *doctor, const char *url);

#endif
