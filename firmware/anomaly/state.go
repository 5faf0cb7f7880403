package anomaly

import (
	"encoding/binary"
	"errors"
	"math"
)

// errState says that bytes are no state of this detector.
var errState = errors.New("firmware/anomaly: not a state of a detector with these channels and this fit; start a new one")

const stateVersion = 1

// AppendState appends what the detector goes on from to b.
func (d *Detector) AppendState(b []byte) []byte {
	b = append(b, stateVersion)
	for _, v := range []int{d.channels, d.fit, d.seen, d.past.n, d.auto.known} {
		b = binary.LittleEndian.AppendUint32(b, uint32(v))
	}
	for _, v := range d.last {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	if d.seen < d.fit {
		for _, v := range d.early {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
		}
		return b
	}
	for _, part := range d.parts() {
		for _, v := range part {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
		}
	}
	return b
}

// parts are the numbers of a detector that has learned; single ones by copy.
func (d *Detector) parts() [][]float64 {
	return [][]float64{
		d.past.ring, d.dist.mean, d.dist.std, d.dist.factor, d.auto.mean, d.auto.std,
		d.auto.scale, d.auto.weights, d.auto.before,
		{d.dist.edge, d.auto.edge, d.auto.running},
	}
}

// SetState restores from the front of b what AppendState wrote and returns the rest.
// After an error the detector starts anew.
func (d *Detector) SetState(b []byte) ([]byte, error) {
	d.Restart()
	rest, ok := d.restore(b)
	if !ok {
		d.Restart()
		return nil, errState
	}
	return rest, nil
}

func (d *Detector) restore(b []byte) ([]byte, bool) {
	const front = 1 + 5*4
	if len(b) < front+4*d.channels || b[0] != stateVersion {
		return nil, false
	}
	var head [5]int
	for i := range head {
		head[i] = int(binary.LittleEndian.Uint32(b[1+4*i:]))
		if head[i] < 0 { // where an int has 32 bits
			return nil, false
		}
	}
	if head[0] != d.channels || head[1] != d.fit || head[2] > d.fit || head[3] >= 2*span || head[4] > lags {
		return nil, false
	}
	d.seen, d.past.n, d.auto.known = head[2], head[3], head[4]
	b, ok := readFloats(b[front:], d.last)
	if !ok {
		return nil, false
	}
	if d.seen < d.fit {
		if d.early == nil { // this one knew what is normal
			d.early = make([]float32, 0, d.fit*d.channels)
		}
		d.early = d.early[:d.seen*d.channels]
		return readFloats(b, d.early)
	}
	d.early = nil
	return d.restoreParts(b)
}

func (d *Detector) restoreParts(b []byte) ([]byte, bool) {
	parts := d.parts()
	for _, part := range parts {
		for i := range part {
			if len(b) < 8 {
				return nil, false
			}
			part[i] = math.Float64frombits(binary.LittleEndian.Uint64(b))
			if part[i]-part[i] != 0 {
				return nil, false
			}
			b = b[8:]
		}
	}
	last := parts[len(parts)-1]
	d.dist.edge, d.auto.edge, d.auto.running = last[0], last[1], last[2]
	d.auto.started = true
	return b, d.sound()
}

// sound reports whether nothing that is divided by is zero or less.
func (d *Detector) sound() bool {
	n := len(d.dist.z)
	for i := range n {
		if d.dist.factor[i*n+i] <= 0 {
			return false
		}
	}
	for _, list := range [][]float64{d.dist.std, d.auto.std, d.auto.scale} {
		for _, v := range list {
			if v <= 0 {
				return false
			}
		}
	}
	return d.dist.edge >= 0 && d.auto.edge >= 0
}

func readFloats(b []byte, to []float32) ([]byte, bool) {
	if len(b) < 4*len(to) {
		return nil, false
	}
	for i := range to {
		to[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
		if to[i]-to[i] != 0 {
			return nil, false
		}
	}
	return b[4*len(to):], true
}
