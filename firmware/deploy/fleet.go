package deploy

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
)

// Fleet deploys to many boards. The canaries go first, one after the other; then the
// others, Parallel at a time. After the first failure none is started any more. The
// results are in the order of the hosts.
func Fleet(ctx context.Context, h Hosts, o Options) ([]Result, error) {
	f := &fleet{Options: o, hosts: h.Host, results: make([]Result, len(h.Host))}
	for i, host := range h.Host {
		f.results[i] = Result{Host: host.to.String(), To: o.Release.Version, Action: Skipped}
	}
	n := min(h.Canary, len(h.Host))
	for i := range n {
		f.one(ctx, i)
	}
	f.rest(ctx, n, h.Parallel)
	return f.results, f.err
}

// fleet is a deployment to many boards.
type fleet struct {
	Options
	hosts   []Host
	results []Result

	mu  sync.Mutex
	err error
}

// one deploys to host i, unless something has failed.
func (f *fleet) one(ctx context.Context, i int) {
	if f.stopped() {
		return
	}
	res, err := Deploy(ctx, f.hosts[i].to, f.hosts[i].options(f.Options))
	f.mu.Lock()
	defer f.mu.Unlock()
	f.results[i] = res
	if err != nil {
		f.err = errors.Join(f.err, fmt.Errorf("%s: %w", res.Host, err))
	}
}

// options are those of all, with what the host says itself.
func (h Host) options(o Options) Options {
	o.Board = cmp.Or(h.Board, o.Board)
	o.Layout.Root = cmp.Or(h.Root, o.Layout.Root)
	o.Layout.Etc = cmp.Or(h.Etc, o.Layout.Etc)
	if h.Service != nil {
		o.Layout.Service = h.Service
	}
	if h.config != nil {
		o.Config = h.config
	}
	return o
}

func (f *fleet) stopped() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.err != nil
}

// rest deploys to the hosts from the n-th on.
func (f *fleet) rest(ctx context.Context, n, parallel int) {
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(parallel, len(f.hosts)-n) {
		wg.Go(func() {
			for i := range next {
				f.one(ctx, i)
			}
		})
	}
	for i := n; i < len(f.hosts); i++ {
		next <- i
	}
	close(next)
	wg.Wait()
}
