package integer

import (
	"encoding/binary"
	"fmt"
	"math"

	"edgetune/fixedpoint"
	"edgetune/nn"
	"edgetune/nn/integer/op"
)

// Parameters is how many weights and biases learn.
func (n *Net[X, A]) Parameters() (count int) {
	for _, size := range n.LayerParameters() {
		count += size
	}
	return count
}

// LayerParameters is how many learn of each layer that learns.
func (n *Net[X, A]) LayerParameters() (sizes []int) {
	for _, l := range n.linear {
		if l.part > nn.Nothing {
			sizes = append(sizes, l.learning*l.fanIn+len(l.b))
		}
	}
	return sizes
}

// Blend moves mean, one value for each that learns, towards what the net has learned, in
// real units: mean = keep·mean + (1-keep)·value, in float32. It allocates nothing.
func (n *Net[X, A]) Blend(mean []float32, keep float32) {
	for _, l := range n.linear {
		if l.part > nn.Nothing {
			mean = l.blend(mean, keep)
		}
	}
}

func (l *Linear[X, A]) blend(mean []float32, keep float32) []float32 {
	for _, s := range l.channels {
		for c := s.From; c < s.To; c++ {
			unit := float32(l.wScale[c].Float64() * (1.0 / 256))
			for i := range l.fanIn {
				v := float32(float32(l.w.at(c*l.fanIn+i)) * unit)
				mean[i] = float32(keep*mean[i]) + float32((1-keep)*v)
			}
			mean = mean[l.fanIn:]
		}
	}
	scale := l.bScale.Float64()
	for c, b := range l.b {
		v := float32(float64(b) * scale)
		mean[c] = float32(keep*mean[c]) + float32((1-keep)*v)
	}
	return mean[len(l.b):]
}

// Take takes over a mean that followed of, a net of the same layers: its scales, and the
// values of mean rounded to nearest. A weight of the past fits the scales of now, which
// never shrink. It panics where of is of another type.
func (n *Net[X, A]) Take(mean []float32, of nn.Net) {
	from := of.(*Net[X, A])
	n.takeScales(from)
	for i, l := range from.linear {
		if l.part > nn.Nothing {
			mean = n.linear[i].take(mean, l.channels)
		}
	}
}

// takeScales takes over the scales of the activations and of the channels.
func (n *Net[X, A]) takeScales(from *Net[X, A]) {
	n.in.scale = from.in.scale
	for i := range n.nodes {
		n.value(i).scale = from.value(i).scale
	}
	for i, l := range from.linear {
		copy(n.linear[i].wScale, l.wScale)
	}
}

func (l *Linear[X, A]) take(mean []float32, channels []op.Span) []float32 {
	for _, s := range channels {
		for c := s.From; c < s.To; c++ {
			for i := range l.fanIn {
				w := math.Floor(float64(float64(mean[i])/l.wScale[c].Float64()*256) + 0.5)
				l.w.set(c*l.fanIn+i, int32(saturate(int64(w), maxW16)))
			}
			mean = mean[l.fanIn:]
		}
	}
	l.forget()
	for c := range l.b {
		b := math.Floor(float64(mean[c])/l.bScale.Float64() + 0.5)
		l.b[c] = int32(saturate(int64(b), math.MaxInt32))
	}
	return mean[len(l.b):]
}

// CopyFrom takes over all parameters and scales of a net of the same layers; a last layer
// with more outputs keeps what those have. It panics where other is of another type.
func (n *Net[X, A]) CopyFrom(other nn.Net) {
	from := other.(*Net[X, A])
	n.takeScales(from)
	for i, l := range from.linear {
		to := n.linear[i]
		for w := range l.conv.Out.C * l.fanIn {
			to.w.set(w, l.w.at(w))
		}
		copy(to.b, l.b)
		to.bScale = l.bScale
		to.forget()
	}
}

// AppendLearned appends what learning changes, little-endian: scales, and the weights and
// biases that learn.
func (n *Net[X, A]) AppendLearned(b []byte) []byte {
	b = appendScalars(b, n.in.scale)
	for i := range n.nodes {
		b = appendScalars(b, n.value(i).scale)
	}
	for _, l := range n.linear {
		if l.part == nn.Nothing {
			continue
		}
		b = appendScalars(b, l.wScale...)
		for _, v := range l.b {
			b = binary.LittleEndian.AppendUint32(b, uint32(v))
		}
		for _, s := range l.channels {
			for i := s.From * l.fanIn; i < s.To*l.fanIn; i++ {
				b = binary.LittleEndian.AppendUint16(b, uint16(l.w.at(i)))
			}
		}
	}
	return b
}

// SetLearned restores from the front of b what AppendLearned wrote and returns the rest.
func (n *Net[X, A]) SetLearned(b []byte) ([]byte, error) {
	need := 8 * (1 + len(n.nodes))
	for _, l := range n.linear {
		if l.part > nn.Nothing {
			need += 12*len(l.b) + 2*l.learning*l.fanIn
		}
	}
	if len(b) < need {
		return nil, fmt.Errorf("integer: a state of %d bytes, this net needs %d; it is of another net", len(b), need)
	}
	b = takeScalars(b, &n.in.scale)
	for i := range n.nodes {
		b = takeScalars(b, &n.value(i).scale)
	}
	for _, l := range n.linear {
		l.conv.In.N = l.conv.Out.N // a pass may have had fewer rows
		if l.part > nn.Nothing {
			b = l.setLearned(b)
		}
	}
	n.publish()
	return b, n.settledAll()
}

func (l *Linear[X, A]) setLearned(b []byte) []byte {
	for c := range l.wScale {
		b = takeScalars(b, &l.wScale[c])
	}
	for c := range l.b {
		l.b[c], b = int32(binary.LittleEndian.Uint32(b)), b[4:]
	}
	for _, s := range l.channels {
		for i := s.From * l.fanIn; i < s.To*l.fanIn; i++ {
			w := int16(binary.LittleEndian.Uint16(b))
			l.w.set(i, int32(saturate(int64(w), maxW16)))
			b = b[2:]
		}
	}
	return b
}

func appendScalars(b []byte, list ...fixedpoint.Scalar) []byte {
	for _, v := range list {
		b = binary.LittleEndian.AppendUint64(b, v.Bits())
	}
	return b
}

func takeScalars(b []byte, to ...*fixedpoint.Scalar) []byte {
	for _, p := range to {
		*p, b = fixedpoint.Real(math.Float64frombits(binary.LittleEndian.Uint64(b))), b[8:]
	}
	return b
}
