package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"edgetune/internal/kernel"
	"edgetune/internal/trial"
	"edgetune/nn"
	"edgetune/sensors/replay"
)

// byteSize is a flag like 256K, 1M or a plain number.
type byteSize int

func (b *byteSize) String() string {
	switch n := int(*b); {
	case n > 0 && n%(1<<20) == 0:
		return fmt.Sprintf("%dM", n>>20)
	case n > 0 && n%(1<<10) == 0:
		return fmt.Sprintf("%dK", n>>10)
	default:
		return strconv.Itoa(n)
	}
}

func (b *byteSize) Type() string { return "BYTES" }

func (b *byteSize) Set(s string) error {
	digits, shift := strings.ToUpper(s), 0
	for unit, n := range map[string]int{"K": 10, "M": 20, "G": 30} {
		if rest, ok := strings.CutSuffix(digits, unit); ok {
			digits, shift = rest, n
			break
		}
	}
	n, err := strconv.ParseUint(digits, 10, 31-shift)
	if errors.Is(err, strconv.ErrRange) {
		return fmt.Errorf("%q is too much; give less than 2G", s)
	}
	if err != nil {
		return fmt.Errorf("%q is no size; write bytes as 4096, 256K or 1M", s)
	}
	*b = byteSize(n << shift)
	return nil
}

// channelList is a flag like 0-5,8.
type channelList struct {
	text string
	list []int
}

func (c *channelList) String() string { return c.text }
func (c *channelList) Type() string   { return "LIST" }

func (c *channelList) Set(s string) (err error) {
	c.text = s
	if c.list, err = replay.ParseChannels(s); err == nil && len(c.list) == 0 {
		err = fmt.Errorf("no channel in the list; write numbers and ranges like 0-5,8")
	}
	return err
}

// learning is a plan of what learns.
type learning nn.Learning

func (l *learning) String() string { return nn.Learning(*l).String() }
func (l *learning) Type() string   { return "PLAN" }

func (l *learning) Set(s string) error {
	p, err := nn.ParseLearning(s)
	*l = learning(p)
	return err
}

// precision is how weights and activations are stored.
type precision nn.DType

func (p *precision) String() string { return nn.DType(*p).String() }
func (p *precision) Type() string   { return "f16|f32|q15|q7" }

func (p *precision) Set(s string) error {
	switch s {
	case "f16":
		*p = precision(nn.Half)
	case "f32":
		*p = precision(nn.F32)
	case "q15":
		*p = precision(nn.Int16)
	case "q7":
		*p = precision(nn.Int8)
	default:
		return fmt.Errorf("%q is unknown; use f16, f32, q15 or q7", s)
	}
	return nil
}

// kernelSet is a set of kernels by name.
type kernelSet struct {
	name string
	set  *kernel.Set
}

func (k *kernelSet) String() string { return k.name }
func (k *kernelSet) Type() string   { return "NAME" }

func (k *kernelSet) Set(s string) (err error) {
	k.name = s
	k.set, err = kernel.ByName(s)
	return err
}

// get returns the set named by the flag or the environment, the best one without.
func (k *kernelSet) get() (*kernel.Set, error) {
	if k.set != nil {
		return k.set, nil
	}
	s, err := kernel.ByName("")
	if err != nil {
		return nil, usageError{err}
	}
	return s, nil
}

// dataFlags are those of every command that reads a data folder.
type dataFlags struct {
	dir         string
	channels    channelList
	skipMissing bool
}

func (d *dataFlags) add(f *pflag.FlagSet, channels string) {
	f.StringVar(&d.dir, "data", "", "data folder with meta.json and data.npz")
	f.Var(&d.channels, "channels", channels)
	f.BoolVar(&d.skipMissing, "skip-missing", false, "leave out rows with gaps (NaN) instead of refusing them")
}

func (d *dataFlags) get() (trial.Data, error) {
	if d.dir == "" {
		return trial.Data{}, usagef("--data is missing; give a data folder")
	}
	return trial.Data{Dir: d.dir, Channels: d.channels.list, SkipMissing: d.skipMissing}, nil
}

// norm is what batch normalisation does.
type norm trial.Norm

func (n *norm) String() string { return string(*n) }
func (n *norm) Type() string   { return "frozen|train|fold" }

func (n *norm) Set(s string) error {
	if !slices.Contains(trial.Norms, trial.Norm(s)) {
		return fmt.Errorf("%q is unknown; use frozen, train or fold", s)
	}
	*n = norm(s)
	return nil
}
