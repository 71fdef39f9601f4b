/*
 * schema_data: the files of sql/schema and sql/grants.sql, embedded at build
 * time by sql/embed-schema.awk, so that the program migrates without them.
 * Lines that begin with `--` are left out.
 */
#ifndef MSGCTL_SCHEMA_DATA_H
#define MSGCTL_SCHEMA_DATA_H

#include <stddef.h>

struct migration {
	int version;		/* 1, 2, 3 ... without gaps */
	const char *name;	/* "tenants", of 001_tenants.sql */
	const char *text;	/* several statements */
};

extern const struct migration schema_migrations[];
extern const size_t schema_migration_count;

/* With :"role" where the quoted name of the role goes. */
extern const char schema_grants[];

#endif
