package memory

import (
	"errors"
	"fmt"
	"math"

	"edgetune/fixedpoint"
)

// Layout is what is stored of a window.
type Layout struct {
	Format  Format
	Width   int // values of its row
	Classes int // of a classification, at most 256; 0 for target values
	Values  int // target values of a regression, as float16; 0: a class
	Logits  int // of the net that knew it best, as int8; 0: none
}

// logitSteps is the resolution of a stored logit: steps of 1/4, up to 127 of them.
const logitSteps = 4

const maxClasses = 256

// Bytes returns the bytes of one window.
func (l Layout) Bytes() int { return l.Format.rowBytes(l.Width) + l.labelBytes() + l.Logits }

func (l Layout) labelBytes() int {
	if l.Values > 0 {
		return 2 * l.Values
	}
	return 1
}

// groups is the number of parts that the windows are sorted into.
func (l Layout) groups() int { return max(l.Classes, 1) }

// Check refuses layouts that cannot be stored: more than 256 classes, say.
func (l Layout) Check() error {
	switch {
	case l.Width < 1 || l.Values < 0 || l.Logits < 0 || l.Classes < 0 || l.Format > Int4:
		return errors.New("firmware/memory: a layout without values; give the width of a row")
	case l.Classes > maxClasses:
		return fmt.Errorf("firmware/memory: %d classes, a stored label knows %d; use a net with fewer", l.Classes, maxClasses)
	case (l.Classes > 0) == (l.Values > 0):
		return errors.New("firmware/memory: a window has either a class or target values; give one of them")
	}
	return nil
}

// Window is what goes into a store.
type Window struct {
	Row    []float32 // normalised
	Class  int
	Values []float32 // normalised targets
	Logits []float32
}

// put writes w into the three places of one window.
func (l Layout) put(row, label, logits []byte, w Window) {
	l.Format.pack(row, w.Row)
	for i := range logits {
		logits[i] = byte(nearest(float32(w.Logits[i]*logitSteps), 127))
	}
	if l.Values == 0 {
		label[0] = byte(w.Class)
		return
	}
	for i, v := range w.Values {
		h := fixedpoint.ToF16(max(-math.MaxInt16, min(math.MaxInt16, v)))
		label[2*i], label[2*i+1] = byte(h), byte(h>>8)
	}
}
