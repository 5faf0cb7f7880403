package files

import (
	"fmt"
	"slices"
	"strings"
)

// roles says which columns are what, by their places; -1 is none.
type roles struct {
	channels         []int
	time, label, run int
	decimals         int // of the time's unit below a second's: 9 for s, 0 for ns
}

// assign finds the columns.
func assign(names []string, o Options) (r roles, err error) {
	if r.time, err = column(names, o.Time, "t", "time", "timestamp"); err != nil {
		return r, err
	}
	if r.label, err = column(names, o.Label, "label"); err != nil {
		return r, err
	}
	if r.run, err = column(names, o.Run, "run"); err != nil {
		return r, err
	}
	var ok bool
	if r.decimals, ok = map[string]int{"": 9, "s": 9, "ms": 6, "us": 3, "ns": 0}[o.TimeUnit]; !ok {
		return r, fmt.Errorf("time unit %q; use s, ms, us or ns", o.TimeUnit)
	}
	if o.Channels == nil {
		for i := range names {
			if i != r.time && i != r.label && i != r.run {
				r.channels = append(r.channels, i)
			}
		}
	}
	for _, c := range o.Channels {
		i := slices.Index(names, c)
		if i < 0 {
			return r, missing("channel", c, names)
		}
		r.channels = append(r.channels, i)
	}
	if len(r.channels) == 0 {
		return r, fmt.Errorf("no channel among the columns %s; name at least one", strings.Join(names, ", "))
	}
	return r, nil
}

// column finds the one that is named, or the first of the usual ones.
func column(names []string, name string, usual ...string) (int, error) {
	if name != "" {
		i := slices.Index(names, name)
		if i < 0 {
			return -1, missing("column", name, names)
		}
		return i, nil
	}
	for i, n := range names {
		if slices.Contains(usual, strings.ToLower(n)) {
			return i, nil
		}
	}
	return -1, nil
}

func missing(what, name string, names []string) error {
	return fmt.Errorf("no %s %q; use some of %s", what, name, strings.Join(names, ", "))
}
