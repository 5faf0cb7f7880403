package memory

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestChoose(t *testing.T) {
	class := func(i int) int { // 90 of class 0, 8 of class 1, 2 of class 2
		switch {
		case i < 90:
			return 0
		case i < 98:
			return 1
		}
		return 2
	}
	count := func(list []int) (n [3]int) {
		for i, v := range list {
			n[class(v)]++
			if i > 0 {
				require.Greater(t, v, list[i-1])
			}
		}
		return n
	}
	assert.Equal(t, [3]int{2, 2, 2}, count(Choose(100, 6, 1, class)))
	assert.Equal(t, [3]int{14, 8, 2}, count(Choose(100, 24, 1, class)))
	assert.Equal(t, [3]int{90, 8, 2}, count(Choose(100, 1000, 1, class)))
	assert.Equal(t, Choose(100, 9, 1, class), Choose(100, 9, 1, class))
	assert.NotEqual(t, Choose(100, 9, 1, class), Choose(100, 9, 2, class))
	assert.Empty(t, Choose(0, 9, 1, class))
}
