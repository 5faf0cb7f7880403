package replay

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// maxChannels bounds the numbers in a list of channels.
const maxChannels = 1 << 16

// ParseChannels reads a list like "0-5,8": numbers and ranges, counted from 0, in
// the order in which the channels are wanted, each at most once. The empty list
// gives nil, which means all.
func ParseChannels(list string) ([]int, error) {
	if list == "" {
		return nil, nil
	}
	var channels []int
	for part := range strings.SplitSeq(list, ",") {
		lo, hi, err := parseRange(part)
		if err != nil {
			return nil, fmt.Errorf("sensors/replay: channels %q: %w; write numbers and ranges like 0-5,8", list, err)
		}
		for c := lo; c <= hi; c++ {
			if slices.Contains(channels, c) {
				return nil, fmt.Errorf("sensors/replay: channels %q: %d stands there twice; name each channel once", list, c)
			}
			channels = append(channels, c)
		}
	}
	return channels, nil
}

// parseRange reads "3" or "3-5".
func parseRange(s string) (lo, hi int, err error) {
	first, last, ranged := strings.Cut(strings.TrimSpace(s), "-")
	if !ranged {
		last = first
	}
	if lo, err = parseChannel(first); err != nil {
		return 0, 0, err
	}
	if hi, err = parseChannel(last); err != nil {
		return 0, 0, err
	}
	if hi < lo {
		return 0, 0, fmt.Errorf("%q runs backwards", s)
	}
	return lo, hi, nil
}

func parseChannel(s string) (int, error) {
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil || n >= maxChannels {
		return 0, fmt.Errorf("%q is no channel number", s)
	}
	return int(n), nil
}

// checkChannels reports a channel that a recording of n channels does not have.
func checkChannels(channels []int, n int) error {
	for i, c := range channels {
		if c < 0 || c >= n {
			return fmt.Errorf("channel %d of %d; choose from 0-%d", c, n, n-1)
		}
		if slices.Contains(channels[:i], c) {
			return fmt.Errorf("channel %d is asked for twice; name each channel once", c)
		}
	}
	return nil
}

// pick returns the wanted elements of list, all of them when channels is nil; an
// empty list stays empty.
func pick[T any](list []T, channels []int) []T {
	if channels == nil || len(list) == 0 {
		return list
	}
	out := make([]T, len(channels))
	for i, c := range channels {
		out[i] = list[c]
	}
	return out
}
