package inside

import (
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// mounted runs use on an ext4 image that is mounted at dir, through a loop device.
func mounted(t *testing.T, image, dir string, use func() error) error {
	t.Helper()
	control, err := os.OpenFile("/dev/loop-control", os.O_RDWR, 0)
	require.NoError(t, err)
	defer control.Close()
	n, err := unix.IoctlRetInt(int(control.Fd()), unix.LOOP_CTL_GET_FREE)
	require.NoError(t, err)
	name := fmt.Sprintf("/dev/loop%d", n)
	device, err := os.OpenFile(name, os.O_RDWR, 0)
	require.NoError(t, err)
	defer device.Close()
	file, err := os.OpenFile(image, os.O_RDWR, 0)
	require.NoError(t, err)
	defer file.Close()
	fd := int(device.Fd())
	require.NoError(t, unix.IoctlLoopConfigure(fd, &unix.LoopConfig{Fd: uint32(file.Fd())}))
	defer func() { require.NoError(t, unix.IoctlSetInt(fd, unix.LOOP_CLR_FD, 0)) }()
	require.NoError(t, os.MkdirAll(dir, 0o755))
	if err := unix.Mount(name, dir, "ext4", 0, ""); err != nil {
		return fmt.Errorf("mount: %w", err)
	}
	defer func() { require.NoError(t, unix.Unmount(dir, 0)) }()
	return use()
}
