package record

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestReadLogTellsAnErrorFromTheEnd: whoever opens a log cuts off what is behind its
// end, so a card that cannot be read for a moment must not look like one.
func TestReadLogTellsAnErrorFromTheEnd(t *testing.T) {
	log := appendFrame(nil, []byte(`S{"channels":["a"],"units":["V"],"classes":["x"],"window":1,"hop":1}`))
	log = appendFrame(log, appendWindow(nil, entry{}, []float32{1}))
	whole := int64(len(log))
	log = appendFrame(log, appendWindow(nil, entry{}, []float32{2}))

	for name, end := range map[string]error{"cut off": io.EOF, "card": errors.New("input/output error")} {
		t.Run(name, func(t *testing.T) {
			c, err := readLog(io.MultiReader(bytes.NewReader(log[:len(log)-3]), iotest.ErrReader(end)))
			if end != io.EOF {
				require.ErrorIs(t, err, end)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, whole, c.end)
			assert.Len(t, c.windows, 1)
		})
	}
}
