package chip

import "periph.io/x/conn/v3"

// Device is an open chip: what each driver below this folder returns.
type Device interface {
	conn.Resource
	// Sense takes one reading: one value for each channel, in the units of the list.
	Sense(dst []float32) error
}

// Buffered is a chip that samples by its own clock into a buffer.
type Buffered interface {
	Device
	// Rate returns the samples per second that it was set to.
	Rate() float64
	// Depth returns how many samples the buffer holds.
	Depth() int
	// Drain moves the oldest samples to dst [sample × channel] and returns how many.
	// Full reports that samples were lost since the last call, because the buffer had
	// filled up; it starts anew then.
	Drain(dst []float32) (n int, full bool, err error)
}

// Described is a Device whose channels depend on its options.
type Described interface {
	Channels() []string
	Units() []string
}

// Limited is a Device whose highest rate depends on its options.
type Limited interface {
	// MaxRate returns how many readings per second it can take, in Hz.
	MaxRate() float64
}
