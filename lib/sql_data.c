/* The statements of sql/query, embedded by sql/embed.awk. */
#include "db.h"
#include "sql_data.inc"
