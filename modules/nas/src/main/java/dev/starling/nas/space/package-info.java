/** Search spaces: which architectures there are, how they are written down, and what they cost. Plain Java without a kernel. */
package dev.starling.nas.space;
