# Make C of emoji_names.txt: awk -f emoji_names.awk emoji_names.txt
/^#/ { next }
{
	for (i = 1; i <= NF; i++)
		print "\t\"" $i "\","
}
