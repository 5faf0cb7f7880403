// Package deploy puts a release on boards over SSH, and takes it back where it does not
// work.
//
//	release folder -> OpenRelease (signature, hashes) -> Release
//	Release, Host  -> Deploy: inspect -> upload, verify, self-test -> switch -> healthy? keep : roll back
//
// Start with [Deploy], and [Fleet] for many boards. On the board a release is a folder
// named by the hash of its binary, and the link "current" points to the one that runs.
// The switch itself is a shell script on the board (switch.sh): it changes the link,
// restarts the service and then waits to be told to keep it. A laptop that goes away in
// the middle tells nothing, and the board goes back by itself. Where the board loses its
// power before the verdict, edgetune-undo.service goes back before the service starts.
//
// Limit: a card that loses what it was told to flush may lose the way back too.
package deploy
