package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"edgetune/cross"
)

// job is a model trained once on this machine and then tuned on every core.
type job struct {
	data     string
	channels string
	steps    string // "" for the whole stream
	model    string
	want     string // the hash of the generic set, the definition
}

// matrix is the jobs and what they gave.
type matrix struct {
	*env
	jobs []*job
}

func newMatrix(e *env) *matrix {
	m := &matrix{env: e, jobs: []*job{
		{data: "env_occupancy", steps: "200"},
		{data: "har_dsads", channels: "0-5"},
	}}
	if e.shared == "" {
		m.jobs = nil
	}
	return m
}

// quick shortens the stream of the jobs, for the desk.
func (m *matrix) quick() {
	for _, j := range m.jobs {
		j.steps = "20"
	}
}

func (m *matrix) native() string { return m.binary(cross.Builds[0]) }

// train is a step for each job: it trains the model and tunes it with the generic
// set.
func (m *matrix) train() []step {
	var steps []step
	for _, j := range m.jobs {
		steps = append(steps, step{"train " + j.data, func(ctx context.Context) (r result) {
			j.model = filepath.Join(m.out, j.data+".model")
			c := cmd(append([]string{m.native(), "train", "--out", j.model, "--seed", "1", "--json"}, m.dataFlags(j)...)...)
			if out, err := c.exec(ctx, m.root).CombinedOutput(); err != nil {
				r.fail("%s: %v\n%s", c, err, out)
				return r
			}
			got, err := m.tuneOnce(ctx, j, nil, m.native(), "generic")
			if err != nil {
				return failed(err)
			}
			j.want, r.note = got.SHA, "generic "+short(got.SHA)
			return r
		}})
	}
	return steps
}

func (m *matrix) dataFlags(j *job) []string {
	flags := []string{"--data", filepath.Join(m.shared, "data", j.data)}
	if j.channels != "" {
		flags = append(flags, "--channels", j.channels)
	}
	return flags
}

// tune is a step for every build, core that runs it, and set of that core.
func (m *matrix) tune(builds []cross.Build, cores []cross.Core) []step {
	var steps []step
	for _, b := range builds {
		for _, c := range append([]cross.Core{cross.Native}, cores...) {
			if c.Runs(b) && len(m.jobs) > 0 {
				steps = append(steps, m.tuneOn(b, c)...)
			}
		}
	}
	return steps
}

// tuneOn is the set that the core chooses, and the generic one.
func (m *matrix) tuneOn(b cross.Build, c cross.Core) []step {
	steps := []step{m.tuneSet(b, c, "")}
	if c.Kernels != "generic" {
		steps = append(steps, m.tuneSet(b, c, "generic"))
	}
	return steps
}

// tuneSet is a step that tunes every job with one set; "" lets the core choose.
func (m *matrix) tuneSet(b cross.Build, c cross.Core, set string) step {
	want := set
	if set == "" {
		want = c.Kernels
	}
	name := fmt.Sprintf("tune %s on %s, %s", b, c.Name, want)
	return step{name, func(ctx context.Context) (r result) {
		var hashes []string
		for _, j := range m.jobs {
			got, err := m.tuneOnce(ctx, j, c.Emulator(), m.binary(b), set)
			if err == nil {
				err = got.check(want, j.want)
			}
			if err != nil {
				r.fail("%s: %v", j.data, err)
				continue
			}
			r.passed++
			hashes = append(hashes, short(got.SHA))
		}
		r.note = strings.Join(hashes, " ")
		return r
	}}
}

// tuneOnce runs `edgetune tune` under an emulator, or on this machine.
func (m *matrix) tuneOnce(ctx context.Context, j *job, emulator []string, binary, set string) (tuned, error) {
	argv := append(emulator, binary, "tune", "--model", j.model, "--json", "--report=false", "--seed", "1")
	argv = append(argv, m.dataFlags(j)...)
	if j.steps != "" {
		argv = append(argv, "--steps", j.steps)
	}
	if set != "" {
		argv = append(argv, "--kernels", set)
	}
	c := cmd(argv...)
	x := c.exec(ctx, m.root)
	var errs strings.Builder
	x.Stderr = &errs
	out, err := x.Output()
	if err != nil {
		return tuned{}, fmt.Errorf("%s: %w\n%s", c, err, errs.String())
	}
	return readTuned(out)
}

func short(sha string) string { return sha[:min(12, len(sha))] }
