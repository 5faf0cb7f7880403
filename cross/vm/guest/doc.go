// Command guest is /init of a virtual machine: the first and only process that the
// kernel starts.
//
//	kernel -> guest -> file systems, modules, mounts -> the commands of /job.json -> exit status -> power off
//
// Start with main in main.go. What it prints is on the console; the last line but the
// kernel's is that of job.ExitLine.
//
// Limit: Linux, process 1; anywhere else it refuses to run.
package main
