package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// step is one line of the summary.
type step struct {
	name string
	run  func(context.Context) result
}

// result is what a step did. A step without tests of its own counts as one.
type result struct {
	passed, failed int
	skipped        []string // tests, with their reason
	note           string   // a few words for the table
	output         string   // for people, under the step's line
	took           time.Duration
}

func (r *result) fail(format string, args ...any) {
	r.failed++
	r.output += fmt.Sprintf(format, args...) + "\n"
}

// stage is steps that may run side by side. A stage starts when the one before it
// has ended.
type stage struct {
	alone bool // one step at a time, each with the whole machine
	steps []step
}

// run runs the stages, prints the table, and reports whether nothing failed.
func run(ctx context.Context, stages []stage, w io.Writer) bool {
	start := time.Now()
	var t table
	for _, s := range stages {
		t.rows = append(t.rows, s.run(ctx, w)...)
	}
	t.took, t.worked = time.Since(start), worked()
	t.print(w)
	return t.sum().failed == 0
}

// worked is the time of the processors that all programs of the steps have taken.
func worked() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

func (s stage) run(ctx context.Context, w io.Writer) []row {
	workers := runtime.NumCPU()
	if s.alone {
		workers = 1
	}
	rows := make([]row, len(s.steps))
	next := make(chan int)
	var wg sync.WaitGroup
	var print sync.Mutex
	for range workers {
		wg.Go(func() {
			for i := range next {
				rows[i] = s.steps[i].timed(ctx)
				print.Lock()
				rows[i].print(w)
				print.Unlock()
			}
		})
	}
	for i := range s.steps {
		next <- i
	}
	close(next)
	wg.Wait()
	return rows
}

func (s step) timed(ctx context.Context) row {
	start := time.Now()
	r := s.run(ctx)
	r.took = time.Since(start)
	if ctx.Err() != nil {
		r.fail("interrupted")
	}
	if r.passed+r.failed == 0 {
		r.passed = 1
	}
	return row{s.name, r}
}
