// Package deploytest is a board for tests: a real sshd on loopback, run by whoever runs
// the test, and a folder that plays the card.
//
//	deploy.Deploy -> Line (cuts) -> sshd -> switch.sh -> ctl -> a service on a port
//
// Start with [Start]; [Board.Release] makes releases, good and bad, of a small program
// that answers like edgetune.
//
// Limit: no systemd; a script starts and stops the service.
package deploytest
