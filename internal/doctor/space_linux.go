package doctor

import "syscall"

func space(dir string) (Space, error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return Space{}, err
	}
	size := uint64(st.Bsize)
	return Space{Free: st.Bavail * size, Size: st.Blocks * size}, nil
}
