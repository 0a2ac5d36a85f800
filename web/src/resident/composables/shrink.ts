const LONGEST_SIDE_PX = 2048
const LARGEST_MB = 1.5

/**
 * A photo as it leaves the phone: at most 2048 px and about 1.5 MB, re-encoded, which also drops where it was taken.
 * A photo that the browser cannot decode is passed on, and the server says what is wrong with it.
 */
export async function shrink(file: File): Promise<Blob> {
  const { default: compress } = await import('browser-image-compression')
  try {
    return await compress(file, {
      maxSizeMB: LARGEST_MB,
      maxWidthOrHeight: LONGEST_SIDE_PX,
      // The library's worker would load itself from a foreign host.
      useWebWorker: false,
      fileType: 'image/jpeg',
      initialQuality: 0.85,
    })
  } catch {
    return file
  }
}
