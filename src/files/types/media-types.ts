/** The types of files that Parlor tells apart, and how each is treated. What is not in this table is just a file. */

type About = {
  /** As people read it. */
  name: string;
  /** What is shown or played in place; anything else is only ever downloaded. */
  inline?: "picture" | "audio" | "video";
  /** Whether such a file often says where, when and with what it was taken. */
  metadata?: true;
};

const TABLE = {
  "image/jpeg": { name: "Picture (JPEG)", inline: "picture", metadata: true },
  "image/png": { name: "Picture (PNG)", inline: "picture", metadata: true },
  "image/gif": { name: "Picture (GIF)", inline: "picture", metadata: true },
  "image/webp": { name: "Picture (WebP)", inline: "picture", metadata: true },
  "image/x-unprocessed": { name: "Picture file", metadata: true },
  "image/heic": { name: "Picture (HEIC)", metadata: true },
  "image/avif": { name: "Picture (AVIF)", metadata: true },
  "image/svg+xml": { name: "Drawing (SVG)", metadata: true },
  "image/tiff": { name: "Picture (TIFF)", metadata: true },
  "image/x-raw": { name: "Picture (camera RAW)", metadata: true },
  "image/jxl": { name: "Picture (JPEG XL)", metadata: true },
  "image/jp2": { name: "Picture (JPEG 2000)", metadata: true },
  "image/vnd.adobe.photoshop": { name: "Photoshop document", metadata: true },
  "image/bmp": { name: "Picture (BMP)" },
  "image/x-icon": { name: "Icon" },

  "audio/mpeg": { name: "Audio (MP3)", inline: "audio" },
  "audio/mp4": { name: "Audio (M4A)", inline: "audio", metadata: true },
  "audio/aac": { name: "Audio (AAC)", inline: "audio" },
  "audio/ogg": { name: "Audio (Ogg)", inline: "audio" },
  "audio/webm": { name: "Audio (WebM)", inline: "audio" },
  "audio/wav": { name: "Audio (WAV)", inline: "audio" },
  "audio/flac": { name: "Audio (FLAC)", inline: "audio" },
  "audio/aiff": { name: "Audio (AIFF)" },
  "audio/amr": { name: "Audio (AMR)" },
  "audio/midi": { name: "Music (MIDI)" },

  "video/mp4": { name: "Video (MP4)", inline: "video", metadata: true },
  "video/quicktime": { name: "Video (MOV)", inline: "video", metadata: true },
  "video/webm": { name: "Video (WebM)", inline: "video", metadata: true },
  "video/ogg": { name: "Video (Ogg)", metadata: true },
  "video/matroska": { name: "Video (MKV)", metadata: true },
  "video/3gpp": { name: "Video (3GP)", metadata: true },
  "video/x-msvideo": { name: "Video (AVI)", metadata: true },
  "video/x-ms-asf": { name: "Video (WMV)", metadata: true },
  "video/mpeg": { name: "Video (MPEG)" },

  "application/pdf": { name: "PDF document" },
  "application/rtf": { name: "RTF document" },
  "application/x-ole-storage": { name: "Office document" },
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": { name: "Word document" },
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": { name: "Excel spreadsheet" },
  "application/vnd.openxmlformats-officedocument.presentationml.presentation": { name: "PowerPoint presentation" },
  "application/vnd.oasis.opendocument.text": { name: "OpenDocument text" },
  "application/vnd.oasis.opendocument.spreadsheet": { name: "OpenDocument spreadsheet" },
  "application/vnd.oasis.opendocument.presentation": { name: "OpenDocument presentation" },
  "application/epub+zip": { name: "E-book (EPUB)" },

  "application/zip": { name: "ZIP archive" },
  "application/java-archive": { name: "Java program" },
  "application/gzip": { name: "GZIP archive" },
  "application/x-tar": { name: "TAR archive" },
  "application/x-7z-compressed": { name: "7-Zip archive" },
  "application/vnd.rar": { name: "RAR archive" },
  "application/x-xz": { name: "XZ archive" },
  "application/x-bzip2": { name: "BZIP2 archive" },
  "application/zstd": { name: "Zstandard archive" },

  "application/vnd.microsoft.portable-executable": { name: "Windows program" },
  "application/x-elf": { name: "Linux program" },
  "application/x-mach-binary": { name: "Mac program" },
  "application/x-shockwave-flash": { name: "Flash file" },
  "application/vnd.sqlite3": { name: "SQLite database" },

  "text/html": { name: "Web page" },
  "application/xml": { name: "XML file" },
  "text/plain": { name: "Text" },
  "application/octet-stream": { name: "File" },
} as const satisfies Record<string, About>;

export type MediaType = keyof typeof TABLE;

const about = (type: MediaType): About => TABLE[type];

export const MEDIA_TYPES = Object.keys(TABLE) as MediaType[];

/**
 * The type of a picture that could not be prepared: broken, too large, or not what its first bytes claim. It is stored as
 * it came, under this type instead of the one its bytes had, and is so never shown in place.
 */
export const UNPROCESSED_PICTURE = "image/x-unprocessed" satisfies MediaType;

/** What it says beside a file's name. */
export const kindName = (type: MediaType): string => about(type).name;

/** Whether it is shown or played in place. Everything else is a download. */
export const isInline = (type: MediaType): boolean => about(type).inline !== undefined;

/** Whether it is a picture that is prepared (turned, scaled and freed of metadata) before anybody can fetch it. */
export const isPicture = (type: MediaType): boolean => about(type).inline === "picture";

/** Whether it is played in place as audio. */
export const isAudio = (type: MediaType): boolean => about(type).inline === "audio";

/** Whether it is played in place as video. */
export const isVideo = (type: MediaType): boolean => about(type).inline === "video";

/** Whether a file that is stored as it came may say where, when and with what it was taken, so that its sender is told. */
export const mayHaveMetadata = (type: MediaType): boolean => about(type).metadata === true;

/** The `Content-Type` of an answer. No browser makes anything of what is not inline. */
export const contentType = (type: MediaType): string => (isInline(type) ? type : "application/octet-stream");

/** A type as it was stored. One that this version does not know is just a file. */
export const toMediaType = (text: string): MediaType =>
  MEDIA_TYPES.find((type) => type === text) ?? "application/octet-stream";
