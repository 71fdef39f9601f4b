# Make C of the tables of lib/md_*.txt:
#   awk -f md_tables.awk md_unicode.txt md_emoticons.txt
/^#( |$)/ { next }
FILENAME ~ /unicode/ {
	if ($1 != set) {
		if (set != "")
			print "};"
		set = $1
		print "static const struct range md_" set "[] = {"
	}
	print "\t{ 0x" $2 ", 0x" $3 " },"
}
# By their first character, which is ASCII; else in their order.
FILENAME ~ /emoticons/ {
	split($0, cells, "\t")
	first = substr(cells[1], 1, 1)
	if (!(first in rows))
		firsts[++count] = first
	gsub(/\\/, "&&", cells[1])
	gsub(/Þ/, "\\xDE", cells[1])
	gsub(/"/, "\\\"", cells[1])
	rows[first] = rows[first] "\t{ \"" cells[1] "\", \"" cells[2] "\" },\n"
	sizes[first]++
}
END {
	if (set != "")
		print "};"
	if (count == 0)
		exit
	print "static const struct emoticon md_emoticons[] = {"
	for (i = 1; i <= count; i++)
		printf "%s", rows[firsts[i]]
	print "\t{ \"\", \"\" },\n};"
	print "static const unsigned char md_emoticon_begin[128] = {"
	begin = 1
	for (i = 1; i <= count; i++) {
		print "\t['" (firsts[i] ~ /[\\']/ ? "\\" : "") firsts[i] "'] = " \
		    begin ","
		begin += sizes[firsts[i]]
	}
	print "};"
}
