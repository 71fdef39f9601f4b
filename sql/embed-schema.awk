# Embed the migrations and the grants as C.
#   awk -f embed-schema.awk sql/grants.sql sql/schema/NNN_NAME.sql ...
# Lines that begin with `--` are left out, so that a comment may be mended
# without the migration counting as changed.  Numbers must go 1, 2, 3 ...
function fail(words) {
	print "embed-schema.awk: " words > "/dev/stderr"
	failed = 1
	exit 1
}
FNR == 1 {
	file = FILENAME
	sub(/.*\//, "", file)
	is_grants = (file == "grants.sql")
	if (!is_grants) {
		if (file !~ /^[0-9][0-9][0-9]_[a-z0-9_]+\.sql$/)
			fail(FILENAME ": a migration is named NNN_words.sql")
		count++
		if (substr(file, 1, 3) + 0 != count)
			fail(FILENAME ": expected number " count)
		title[count] = substr(file, 5, length(file) - 8)
	}
}
!/^--/ {
	gsub(/\\/, "&&")
	gsub(/"/, "\\\"")
	line = "\t\"" $0 "\\n\"\n"
	if (is_grants)
		grants = grants line
	else
		text[count] = text[count] line
}
END {
	if (failed)
		exit 1
	if (count == 0 || grants == "")
		fail("needs grants.sql and the migrations")
	printf "const struct migration schema_migrations[] = {\n"
	for (i = 1; i <= count; i++)
		printf "{ %d, \"%s\",\n%s},\n", i, title[i], text[i]
	printf "};\nconst size_t schema_migration_count = %d;\n", count
	printf "const char schema_grants[] =\n%s;\n", grants
}
