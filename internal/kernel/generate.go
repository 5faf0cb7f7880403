package kernel

//go:generate go run -C ../../cross/tools ./armgen ../../internal/kernel
