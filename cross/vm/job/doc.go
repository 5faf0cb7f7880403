// Package job is what the host and the guest of a virtual machine agree on.
//
//	Job -> JSON -> /job.json in the initramfs -> guest: mount, run -> "VM-EXIT n" on the console
//
// Start with [Job].
//
// Limit: commands run one after the other; the first that fails ends the job.
package job
