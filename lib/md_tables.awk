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
FILENAME ~ /emoticons/ {
	if (!begun++) {
		if (set != "")
			print "};"
		print "static const struct emoticon md_emoticons[] = {"
	}
	split($0, cells, "\t")
	gsub(/\\/, "&&", cells[1])
	gsub(/Þ/, "\\xDE", cells[1])
	gsub(/"/, "\\\"", cells[1])
	print "\t{ \"" cells[1] "\", \"" cells[2] "\" },"
}
END { print "};" }
