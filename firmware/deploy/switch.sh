# Runs on the board, by itself: the laptop that started it may go away at any moment.
# Set before: me (this folder), root, release, wait and limit (in 0.1 s), control().
#
#   save what will change -> put files, link, restart -> "trial" -> kept, or back
#
# It speaks by the names of empty files, which fit on a full card. "trial" asks to be
# renamed to "keep" or "refuse"; when nobody does in time it becomes "late".
#
# From before the first change until the end the link "undo" in root points here. Where
# the script itself was ended, by a power cut, "sh undo/switch.sh boot" goes back before
# the service starts, and "... restart" at any other time. Both may be cut off and begun
# again.

set -u
umask 022
trap '' HUP PIPE
cd "$me" || exit 1

end() {
	: >"$1"
	exit 0
}

# Flushes what was changed and the folders that name it, and nothing else: a whole card
# can take minutes.
flush() {
	sync "$root" || return 1
	while read -r n mode dest; do
		[ ! -e "$dest" ] || sync "$dest" || return 1
		sync "${dest%/*}" || return 1
	done <files
}

# Each line of "files" is: number of the new content here, mode, destination.
save() {
	while read -r n mode dest; do
		rm -f "$dest.before" "$dest.none"
		if [ -e "$dest" ]; then
			cp -p "$dest" "$dest.saving" && sync "$dest.saving" && mv -f "$dest.saving" "$dest.before" || return 1
		else
			touch "$dest.none" || return 1
		fi
	done <files
}

put() {
	while read -r n mode dest; do
		cp "$n" "$dest.new" && chmod "$mode" "$dest.new" && mv -f "$dest.new" "$dest" || return 1
	done <files
}

restore() {
	while read -r n mode dest; do
		if [ -e "$dest.before" ]; then
			mv -f "$dest.before" "$dest"
		elif [ -e "$dest.none" ]; then
			rm -f "$dest"
		fi
	done <files
}

clean() {
	while read -r n mode dest; do
		rm -f "$dest.before" "$dest.none" "$dest.new" "$dest.saving"
	done <files
	rm -f "$root/current.new" "$root/current.back"
}

# The way back is laid before the first step: going it allocates nothing.
links() {
	rm -f "$root/current.new" "$root/current.back" "$root/undo"
	ln -s "releases/$release" "$root/current.new" || return 1
	if [ -n "$old" ]; then ln -s "$old" "$root/current.back"; else touch first; fi || return 1
	sync . .. && flush && ln -s "incoming/${me##*/}" "$root/undo" && sync "$root"
}

# Whatever comes now, what is there stays.
settle() {
	rm -f "$root/undo"
	sync "$root"
	clean
}

forth() {
	put && mv -fT "$root/current.new" "$root/current" && flush && control restart 9>&-
}

# The word is for control: restart, or boot where the service is yet to start.
back() {
	if [ -e first ]; then
		[ "$1" = boot ] || control stop 9>&-
		restore
		rm -f "$root/current"
		flush
		return
	fi
	restore
	[ ! -L "$root/current.back" ] || mv -fT "$root/current.back" "$root/current"
	flush
	control "$1" 9>&-
}

# The newest release beside the current one and the one before it stays too.
prune() {
	kept=0
	ls -1t "$root/releases" | while read -r r; do
		case "$r" in "$release" | "${old##*/}") continue ;; esac
		kept=$((kept + 1))
		[ "$kept" -le 1 ] || rm -rf "$root/releases/${r:?}"
	done
	find "$root/incoming" -mindepth 1 -maxdepth 1 -mmin +60 -exec rm -rf {} +
}

exec 9>"$root/lock" || end unchanged
if [ $# -gt 0 ]; then
	flock -n 9 || exit 0 # the switch goes on, and ends by itself
	back "$1" || exit 1
	settle
	exit 0
fi
flock -w "$wait" 9 || end busy
if [ -e "$root/undo" ]; then
	echo "an earlier switch was cut off; try again"
	end unchanged
fi
old=$(readlink "$root/current")
if ! { save && links; }; then
	settle
	end unchanged
fi
if forth && touch trial; then
	n=0
	while [ -e trial ] && [ "$n" -lt "$limit" ]; do
		sleep 0.1 2>/dev/null || { sleep 1; n=$((n + 9)); }
		n=$((n + 1))
	done
	mv trial late 2>/dev/null
	if [ -e keep ]; then
		settle
		prune
		end kept
	fi
fi
back restart || end broken
settle
end back
