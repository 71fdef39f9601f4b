/* See schema_data.h. */
#include "schema_data.h"
#include "schema_data.inc"
