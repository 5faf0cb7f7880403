package model

import (
	"sync"
	"syscall"
)

// FaultKind says what goes wrong with a transfer.
type FaultKind int

// The kinds of faults. The first four fail with the kernel's error; the others
// deliver wrong bytes without a word.
const (
	NACK      FaultKind = iota // the chip does not answer
	Timeout                    // it holds the clock too long
	ShortRead                  // half of the bytes come, then the transfer breaks off
	Denied                     // the program may not use the bus
	BitFlip                    // one bit of what was read is wrong
	StuckHigh                  // all bits read 1, as from an open line
	StuckLow                   // all bits read 0, as from a shorted line
)

// Kinds returns all kinds of faults.
func Kinds() []FaultKind {
	return []FaultKind{NACK, Timeout, ShortRead, Denied, BitFlip, StuckHigh, StuckLow}
}

// String returns the name.
func (k FaultKind) String() string {
	return [...]string{"NACK", "timeout", "short read", "denied", "bit flip", "stuck high", "stuck low"}[k]
}

// fails reports whether the transfer returns an error.
func (k FaultKind) fails() bool { return k <= Denied }

// Fault is what happens to some transfers.
type Fault struct {
	Kind  FaultKind
	Addr  uint16 // of the chip; 0 takes any
	After int    // transfers that go well before
	Count int    // transfers that are hit; 0 hits all
	Bit   int    // for BitFlip: which bit of the bytes read, from the first one's lowest, modulo their number
}

// faults is the list of faults of a bus.
type faults struct {
	faultMu sync.Mutex
	list    []*Fault
	count   int
}

// Inject adds a fault. Several may wait; the first that fits hits.
func (f *faults) Inject(x Fault) {
	f.faultMu.Lock()
	defer f.faultMu.Unlock()
	if x.Count == 0 {
		x.Count = -1
	}
	f.list = append(f.list, &x)
}

// Heal removes all faults.
func (f *faults) Heal() {
	f.faultMu.Lock()
	defer f.faultMu.Unlock()
	f.list = nil
}

// Transfers returns how many transfers were tried.
func (f *faults) Transfers() int {
	f.faultMu.Lock()
	defer f.faultMu.Unlock()
	return f.count
}

// next counts a transfer with a chip and returns the fault that hits it, or nil.
func (f *faults) next(addr uint16) *Fault {
	f.faultMu.Lock()
	defer f.faultMu.Unlock()
	f.count++
	for _, x := range f.list {
		if x.Count == 0 || (x.Addr != 0 && x.Addr != addr) {
			continue
		}
		if x.After > 0 {
			x.After--
			continue
		}
		if x.Count > 0 {
			x.Count--
		}
		return x
	}
	return nil
}

// apply spoils what was read, or returns the kernel's error.
func (f *Fault) apply(r []byte) error {
	switch f.Kind {
	case NACK:
		return syscall.EREMOTEIO
	case Timeout:
		return syscall.ETIMEDOUT
	case ShortRead:
		fill(r[len(r)/2:], 0xff)
		return syscall.EIO
	case Denied:
		return syscall.EACCES
	case BitFlip:
		if n := 8 * len(r); n > 0 {
			r[f.Bit%n/8] ^= 1 << (f.Bit % 8)
		}
	case StuckHigh:
		fill(r, 0xff)
	case StuckLow:
		fill(r, 0)
	}
	return nil
}

func fill(p []byte, v byte) {
	for i := range p {
		p[i] = v
	}
}
