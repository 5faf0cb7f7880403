package deploytest

import (
	"net"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// Line is the cable to a board. It can be cut.
type Line struct {
	listener net.Listener
	to       string

	mu    sync.Mutex
	sent  int64 // to the board, since the last Cut
	limit int64 // where the line breaks; -1 for never
	conns map[net.Conn]bool
	wg    sync.WaitGroup
}

func newLine(t testing.TB, to string) *Line {
	l := &Line{to: to, limit: -1, conns: map[net.Conn]bool{}}
	var err error
	l.listener, err = net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	l.wg.Go(l.serve)
	t.Cleanup(func() {
		l.listener.Close()
		l.hangUp()
		l.wg.Wait()
	})
	return l
}

// Port is where the line begins.
func (l *Line) Port() int { return l.listener.Addr().(*net.TCPAddr).Port }

// Cut breaks the line after so many bytes more to the board; -1 mends it.
func (l *Line) Cut(after int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent, l.limit = 0, after
}

// Sent is how many bytes went to the board since the last Cut.
func (l *Line) Sent() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.sent
}

func (l *Line) serve() {
	for {
		near, err := l.listener.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", l.to)
		if err != nil {
			near.Close()
			continue
		}
		l.mu.Lock()
		l.conns[near], l.conns[far] = true, true
		l.mu.Unlock()
		l.wg.Go(func() { l.copy(far, near, true) })
		l.wg.Go(func() { l.copy(near, far, false) })
	}
}

// copy carries one direction.
func (l *Line) copy(to, from net.Conn, count bool) {
	defer to.Close()
	defer from.Close()
	buf := make([]byte, 8<<10)
	for {
		n, err := from.Read(buf)
		if count {
			n = l.pass(n)
		}
		if _, e := to.Write(buf[:n]); err != nil || e != nil {
			return
		}
	}
}

// pass counts n bytes, and says how many of them get through before the line breaks.
func (l *Line) pass(n int) int {
	l.mu.Lock()
	room := l.limit - l.sent
	l.sent += int64(n)
	broken := l.limit >= 0 && int64(n) > room
	l.mu.Unlock()
	if !broken {
		return n
	}
	l.hangUp()
	return 0
}

func (l *Line) hangUp() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.conns {
		c.Close()
		delete(l.conns, c)
	}
}
