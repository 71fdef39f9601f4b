# Embed sql/query/*.sql (or the schema) as C strings.
#   awk -v what=header|source -f embed.awk FILE...
# sql/query/message_insert.sql becomes `extern const struct sql_statement
# SQL_message_insert;`.  They are numbered from 0, and SQL_STATEMENTS is how
# many there are.
function name(file) {
	sub(/.*\//, "", file)
	sub(/\.sql$/, "", file)
	return file
}
function open_file() {
	if (what == "header")
		printf "extern const struct sql_statement SQL_%s;\n", name(FILENAME)
	else
		printf "const struct sql_statement SQL_%s = { \"%s\",\n", name(FILENAME), name(FILENAME)
}
function close_file() {
	if (what == "source")
		printf "\t, %d };\n", count
	count++
}
FNR == 1 {
	if (NR > 1)
		close_file()
	open_file()
}
what == "source" && !/^--/ {
	gsub(/\\/, "&&")
	gsub(/"/, "\\\"")
	printf "\t\"%s\\n\"\n", $0
}
END {
	close_file()
	if (what == "header")
		printf "enum { SQL_STATEMENTS = %d };\n", count
}
