package firmware

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestDifferencesNameWhatChanged(t *testing.T) {
	a := `{"model":"` + strings.Repeat("a", 64) + `","seed":1,"work":16,"gate":true,"rates":{"Rates":"constant","Eta":10}}`
	b := `{"model":"` + strings.Repeat("b", 64) + `","seed":1,"work":3,"gate":true,"rates":{"Rates":"constant","Eta":1},"leash":0.5}`
	assert.Equal(t, "leash was not set and is 0.5, model was aaaaaaaaaaaaaaaa… and is bbbbbbbbbbbbbbbb…, rates.eta was 10 and is 1, work was 16 and is 3", differences(a, b))
	assert.Equal(t, "it was a and is b", differences("a", "b"))
}
