package telemetry

import (
	"math"
	"strconv"
	"sync"
	"time"
)

// liveEvery is the least time between two samples on a stream: 20 a second.
const liveEvery = 50 * time.Millisecond

// Live hands samples to whoever listens, at most 20 a second. What lies between two of
// them is not lost to the eye: each carries, channel by channel, the largest value
// since the one before, then the next one the smallest, in turn, so that a fast signal
// shows as its envelope.
type Live struct {
	Now func() time.Time // nil: time.Now

	mu      sync.Mutex
	clients map[chan []byte]bool
	extreme []float32
	begun   bool
	lowest  bool // of this turn
	last    time.Time
}

// Sample takes one reading of every channel, t seconds since the start of the source.
// Without listeners it costs a lock.
func (l *Live) Sample(t float64, values []float32) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.clients) == 0 {
		return
	}
	l.collect(values)
	now := l.now()
	if now.Sub(l.last) < liveEvery {
		return
	}
	event := appendSample(nil, t, l.extreme)
	for c := range l.clients {
		select {
		case c <- event:
		default: // too slow for samples
		}
	}
	l.last, l.begun, l.lowest = now, false, !l.lowest
}

func (l *Live) now() time.Time {
	if l.Now == nil {
		return time.Now()
	}
	return l.Now()
}

// collect keeps the largest or the smallest values.
func (l *Live) collect(values []float32) {
	if !l.begun || len(l.extreme) != len(values) {
		l.extreme = append(l.extreme[:0], values...)
		l.begun = true
		return
	}
	for i, v := range values {
		if v < l.extreme[i] == l.lowest && v == v {
			l.extreme[i] = v
		}
	}
}

// appendSample appends {"t":…,"v":[…]}; what is no number is null.
func appendSample(b []byte, t float64, values []float32) []byte {
	b = append(b, `{"t":`...)
	b = appendNumber(b, t, 64)
	b = append(b, `,"v":[`...)
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendNumber(b, float64(v), 32)
	}
	return append(b, "]}"...)
}

func appendNumber(b []byte, v float64, bits int) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return append(b, "null"...)
	}
	return strconv.AppendFloat(b, v, 'g', -1, bits)
}

// streamBuffer is how many samples wait for a slow reader before some are left out.
const streamBuffer = 32

// subscribe returns a stream of samples and what ends it, or false when most listen
// already.
func (l *Live) subscribe(most int) (<-chan []byte, func(), bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.clients) >= most {
		return nil, nil, false
	}
	if l.clients == nil {
		l.clients = map[chan []byte]bool{}
	}
	c := make(chan []byte, streamBuffer)
	l.clients[c] = true
	return c, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.clients, c)
	}, true
}

func (l *Live) listeners() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.clients)
}
