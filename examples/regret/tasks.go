package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"edgetune/internal/trial"
	"edgetune/nn"
	"edgetune/sensors/replay"
)

// fewest is the number of test rows from which on a point means something.
const fewest = 200

// kinds are the variants of a folder, in two groups with nets of their own.
var (
	plainKinds = []string{"plain", "rescaled", "rotated", "blocked"}
	normKinds  = []string{"norm", "folded", "norm blocked"}
	kinds      = slices.Concat(plainKinds, normKinds)
)

// measureAll measures every task of every folder that is not done yet.
func measureAll(ctx context.Context, o options, folders []string, done []result) ([]result, error) {
	for _, arg := range folders {
		for _, group := range [][]string{plainKinds, normKinds} {
			todo := wanted(o, group, arg, done)
			if len(todo) == 0 {
				continue
			}
			got, err := measureGroup(ctx, o, arg, group[0] == "norm", todo)
			if err != nil {
				return done, fmt.Errorf("%s: %w", arg, err)
			}
			done = append(done, got...)
		}
	}
	return done, nil
}

// wanted returns the variants of a group that were asked for and are not done.
func wanted(o options, group []string, arg string, done []result) (todo []string) {
	for _, v := range group {
		has := func(r result) bool { return r.Folder == title(arg) && r.Variant == v }
		if slices.Contains(strings.Split(o.variants, ","), v) && !slices.ContainsFunc(done, has) {
			todo = append(todo, v)
		}
	}
	return todo
}

// title is a folder's name with its columns.
func title(arg string) string {
	dir, columns, found := strings.Cut(arg, ":")
	if !found {
		return filepath.Base(dir)
	}
	return filepath.Base(dir) + " " + strings.ReplaceAll(columns, ":", " to ")
}

// measureGroup learns the nets of a folder once and measures their variants.
func measureGroup(ctx context.Context, o options, arg string, norm bool, todo []string) ([]result, error) {
	t, err := newTask(ctx, o, arg, norm)
	if err != nil {
		return nil, err
	}
	if t.TestRows() < fewest {
		fmt.Fprintf(os.Stderr, "%s: %d test rows, fewer than %d: left out\n", title(arg), t.TestRows(), fewest)
		return nil, nil
	}
	var all []result
	for _, v := range todo {
		r, err := measureVariant(ctx, o, t, arg, v)
		if errors.Is(err, trial.ErrVariant) {
			continue
		}
		if err != nil {
			return all, err
		}
		all = append(all, *r)
		if err := appendLog(o.log, r); err != nil {
			return all, err
		}
	}
	return all, nil
}

func measureVariant(ctx context.Context, o options, t *trial.Task, arg, variant string) (*result, error) {
	var err error
	switch variant {
	case "rescaled":
		t, err = t.Rescaled()
	case "rotated":
		t, err = t.Rotated()
	case "blocked", "norm blocked":
		t, err = t.Blocked()
	case "folded":
		t, err = t.Folded()
	}
	if err != nil {
		return nil, err
	}
	r := &result{Folder: title(arg), Variant: variant, Metric: t.Metric, Rows: t.TestRows(), Seeds: t.Seeds()}
	return r, measure(ctx, o, t, r)
}

// newTask reads DIR, DIR:COLUMNS or DIR:COLUMNS:COLUMNS OF THE STREAM.
func newTask(ctx context.Context, o options, arg string, norm bool) (*trial.Task, error) {
	parts := strings.SplitN(arg, ":", 3)
	t := trial.TaskOptions{
		Data: trial.Data{Dir: parts[0], SkipMissing: true}, Model: "auto", Seeds: o.seeds, Norm: norm,
		Build: nn.Options{Batch: o.batch, DType: nn.Half},
	}
	var err error
	if len(parts) > 1 {
		if t.Data.Channels, err = replay.ParseChannels(parts[1]); err != nil {
			return nil, err
		}
	}
	if len(parts) > 2 {
		if t.Tuned, err = replay.ParseChannels(parts[2]); err != nil {
			return nil, err
		}
	}
	fmt.Fprintf(os.Stderr, "%s: learning %d nets\n", title(arg), o.seeds)
	return trial.NewTask(ctx, t)
}
