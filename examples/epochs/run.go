package main

import (
	"edgetune/fixedpoint"
	"edgetune/nn"
	"edgetune/optim"
)

// job is one net to train.
type job struct {
	spec   nn.Spec
	method optim.Method
	eta    float64
	seed   uint32
	epochs int
}

const (
	batchRows = 32
	checks    = 3 // of an epoch
)

// result is the accuracy after each check.
type result []float64

func (r result) last() float64 { return r[len(r)-1] }

// first is the number of the first check that reaches want; 0: none.
func (r result) first(want float64) int {
	for i, v := range r {
		if v >= want {
			return i + 1
		}
	}
	return 0
}

// run trains on one set and scores on the other.
func (j *job) run(train, test *rows) (result, error) {
	steps := train.len() / batchRows
	opt, err := j.method.New(j.eta, steps*j.epochs, j.seed)
	if err != nil {
		return nil, err
	}
	m, err := nn.Build(j.spec, nn.Options{Batch: batchRows, Optimizer: opt, Seed: j.seed})
	if err != nil {
		return nil, err
	}
	order := make([]int32, train.len())
	var got result
	for e := range j.epochs {
		fixedpoint.Perm(fixedpoint.Key(j.seed, uint32(e), batchStream), order)
		for s := range steps {
			put(m, train, order[s*batchRows:][:batchRows])
			if _, err := m.Step(batchRows); err != nil {
				return nil, err
			}
			if (s+1)*checks/steps > s*checks/steps {
				got = append(got, accuracy(m, test))
			}
		}
	}
	return got, nil
}

func put(m *nn.Model, r *rows, which []int32) {
	for i, at := range which {
		m.Batch().Put(i, r.row(int(at)))
		m.Batch().Class(i, r.class[at])
	}
}

// accuracy is the share of the rows that m gets right.
func accuracy(m *nn.Model, r *rows) float64 {
	right := 0
	for lo := 0; lo < r.len(); lo += batchRows {
		n := min(batchRows, r.len()-lo)
		for i := range n {
			m.Batch().Put(i, r.row(lo+i))
		}
		out := m.Infer(n)
		for i := range n {
			if top(out[i*m.Outputs():][:m.Outputs()]) == r.class[lo+i] {
				right++
			}
		}
	}
	return float64(right) / float64(r.len())
}

func top(v []float32) (best int) {
	for i := range v {
		if v[i] > v[best] {
			best = i
		}
	}
	return best
}
