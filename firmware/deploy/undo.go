package deploy

import "fmt"

// undoScript waits for a switch that goes on, and goes back where one was cut off.
const undoScript = `$sudo flock -w "$wait" "$root/lock" true || { echo "another deployment goes on"; exit 1; }
[ ! -e "$root/undo" ] || $sudo sh "$root/undo/switch.sh" restart
[ ! -e "$root/undo" ]
`

// undo brings a board on which a switch was cut off back to what ran before. A switch
// that goes on is waited for.
func (r *remote) undo(l Layout) error {
	_, err := r.shell(l.sudo() + fmt.Sprintf("root=%s\nwait=%d\n", quote(l.Root), int(lockWait.Seconds())) + undoScript)
	if err != nil {
		return fmt.Errorf("deploy: an earlier deployment was cut off, and going back fails: %w; log in and look", err)
	}
	return nil
}
