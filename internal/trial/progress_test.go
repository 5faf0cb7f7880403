package trial

import (
	"context"
	"io"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware"
)

// ended is a learner without a stream.
type ended struct{}

func (ended) Step(context.Context) (firmware.Report, error) { return firmware.Report{}, io.EOF }

// TestFollowMakesNoRoomForStepsThatNeverCome: as many as a number can say are no panic.
func TestFollowMakesNoRoomForStepsThatNeverCome(t *testing.T) {
	log, err := follow(context.Background(), ended{}, "learning", math.MaxInt, nil)
	require.NoError(t, err)
	assert.Empty(t, log)
}
