package trust

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// maxText bounds the bytes of limits written as text.
const maxText = 1 << 20

// Parse reads limits that were written as JSON, by [Learn] or by hand. Unknown keys, numbers
// that are no limits and relations between channels that are not there are refused.
func Parse(text []byte) (*Limits, error) {
	if len(text) > maxText {
		return nil, fmt.Errorf("sensors/trust: limits of %d bytes; %d are the most", len(text), maxText)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	l := &Limits{}
	if err := d.Decode(l); err != nil {
		return nil, fmt.Errorf("sensors/trust: limits: %w; compare with those that `edgetune train` writes", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("sensors/trust: limits: more behind the object; write one object")
	}
	if err := l.Layout.Check(); err != nil {
		return nil, fmt.Errorf("sensors/trust: limits: %w", err)
	}
	return l, l.Check(l.Layout)
}
