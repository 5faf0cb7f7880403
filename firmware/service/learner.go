package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"edgetune/firmware"
	"edgetune/firmware/memory"
	"edgetune/firmware/telemetry"
)

// labelled is a window of which it is known what it was.
type labelled struct {
	at     int64       // ns since 1970
	row    []byte      // int8
	class  string      // or the values as text
	values []float32   // of a regression, as the net has them
	done   chan<- bool // hears whether the label lasts; nil: nobody asks
}

// read takes a label of a net with these targets, none for one of classes.
func (e *labelled) read(ts targets, l *telemetry.Label) (err error) {
	switch {
	case len(ts) > 0:
		e.values, e.class, err = ts.read(l)
	case l.Values != nil:
		err = hinted{fmt.Errorf("%w: values, for a net that tells classes apart", telemetry.ErrBadLabel), "send {\"class\":…}"}
	default:
		e.class = l.Class
	}
	return err
}

// example is the window as the learner takes it; row is room for its features.
func (e *labelled) example(names *classes, row []float32) firmware.Example {
	memory.Int8.Unpack(row, e.row)
	one := firmware.Example{At: e.at, Row: row, Values: e.values}
	if len(e.values) > 0 {
		return one
	}
	if one.Class = names.index(e.class); one.Class < 0 {
		one.Name = e.class
	}
	return one
}

// learner is the one goroutine that learns. It takes labelled windows from a queue as
// the budgets allow, and wishes that need the learner at rest.
type learner struct {
	keeper  *firmware.Keeper
	width   int
	queue   chan labelled
	ended   chan struct{} // closed when the source has ended
	wishes  chan func()
	changed chan struct{} // a reason to rest has come or gone
	pulse   time.Duration // between two signs of life
	every   time.Duration // between two syncs of the journal
	now     func() time.Time
	board   *board
	log     *slog.Logger
	names   *classes
	alive   func()                             // a sign of life
	learned func(r firmware.Report, took bool) // after each window that was taken; took: a round was learned

	allowance allowance
	share     chan float64
	gone      chan struct{} // closed when run has ended
	row       []float32
	syncs     *ration // of a day, but those that are due
	synced    int64   // time of the newest window at the last sync
	newest    int64
	broken    bool

	door   sync.RWMutex // of the queue
	closed bool
}

// queued is how many labelled windows wait while learning rests.
const queued = 256

// run learns until ctx is done or the source has ended, then from what still waits, and
// saves a generation.
func (l *learner) run(ctx context.Context) error {
	pulse, flush := time.NewTicker(l.pulse), time.NewTicker(l.every)
	defer pulse.Stop()
	defer flush.Stop()
	defer close(l.gone)
	l.row = make([]float32, l.width)
	l.alive()
	for {
		queue, rested := l.next()
		select {
		case <-ctx.Done():
			return l.finish()
		case <-l.ended:
			return l.finish()
		case e := <-queue:
			l.take(e)
		case <-rested:
		case wish := <-l.wishes:
			wish()
		case share := <-l.share:
			l.allowance.share = share
		case <-l.changed:
		case <-flush.C:
			l.flush()
		case <-pulse.C:
			l.alive()
		}
	}
}

// next returns the queue, nil while learning rests, and what ends a rest that the
// allowance asks for.
func (l *learner) next() (<-chan labelled, <-chan time.Time) {
	if resting, _ := l.board.resting(); resting || l.broken {
		return nil, nil
	}
	if d := l.allowance.rest(l.now()); d > 0 {
		return nil, time.After(d)
	}
	return l.queue, nil
}

// take learns from one window.
func (l *learner) take(e labelled) {
	defer l.names.settle(e.class)
	defer l.answer(e)
	start := l.now()
	r, round, err := l.keeper.Take(e.example(l.names, l.row))
	if err != nil {
		l.fail(err)
		return
	}
	l.newest = max(l.newest, e.at)
	if l.newest-l.synced >= int64(l.every) {
		l.flush()
	}
	if round {
		end := l.now()
		l.allowance.spent(end, end.Sub(start))
	}
	l.safe()
	l.learned(r, round)
}

// safe says how many windows a power cut would leave.
func (l *learner) safe() {
	l.board.put("edgetune_windows_synced_total", float64(l.keeper.Acknowledged()))
}

// answer says whether the label outlasts a power cut, and makes it so where the day's
// syncs allow.
func (l *learner) answer(e labelled) {
	if e.done == nil {
		return
	}
	if !l.broken && l.keeper.Acknowledged() < l.keeper.Learner.Windows() && l.syncs.take(l.now().UnixNano()) {
		l.sync()
	}
	e.done <- !l.broken && l.keeper.Acknowledged() == l.keeper.Learner.Windows()
}

// flush makes what arrived last, now and then.
func (l *learner) flush() {
	if l.broken || l.keeper.Acknowledged() == l.keeper.Learner.Windows() {
		return
	}
	l.syncs.take(l.now().UnixNano())
	l.sync()
}

func (l *learner) sync() {
	if err := l.keeper.Sync(); err != nil {
		l.fail(err)
	}
	l.synced = l.newest
	l.safe()
}

// fail stops learning; the net that serves goes on answering.
func (l *learner) fail(err error) {
	l.broken = true
	l.board.trouble("learner", "learning has stopped: "+err.Error())
	l.log.Error("learning has stopped; the net goes on answering", "err", err)
}

// finish learns from what waits, which was accepted, and saves a generation, so that
// the next start has nothing to learn again.
func (l *learner) finish() error {
	l.door.Lock()
	l.closed = true
	l.door.Unlock()
	for len(l.queue) > 0 && !l.broken {
		l.take(<-l.queue)
	}
	if l.broken {
		return l.keeper.Close()
	}
	before := l.keeper.Generation()
	if err := l.keeper.Checkpoint("end"); err != nil {
		return errors.Join(err, l.keeper.Close())
	}
	if g := l.keeper.Generation(); g != before {
		l.log.Info("generation saved", "generation", g, "windows", l.keeper.Learner.Windows())
	}
	return l.keeper.Close()
}

// offer queues a window; false: too many wait, or the service stops.
func (l *learner) offer(e labelled) bool {
	l.door.RLock()
	defer l.door.RUnlock()
	if l.closed {
		return false
	}
	select {
	case l.queue <- e:
		return true
	default:
		return false
	}
}

// push queues a window as soon as there is room; false: the service stops.
func (l *learner) push(ctx context.Context, e labelled) bool {
	select {
	case l.queue <- e:
		return true
	case <-ctx.Done():
		return false
	}
}

// do runs a wish on the learner's goroutine.
func (l *learner) do(ctx context.Context, wish func() error) error {
	done := make(chan error, 1)
	select {
	case l.wishes <- func() { done <- wish() }:
	case <-l.gone:
		return telemetry.ErrStopping
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", telemetry.ErrStopping, ctx.Err())
	}
	select {
	case err := <-done:
		return err
	case <-l.gone:
		return telemetry.ErrStopping
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", telemetry.ErrStopping, ctx.Err())
	}
}

// wake lets the loop look again at the reasons to rest.
func (l *learner) wake() {
	select {
	case l.changed <- struct{}{}:
	default: // it is about to look
	}
}
