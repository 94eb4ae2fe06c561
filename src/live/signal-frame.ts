/** What a frame says about rooms: the server makes it, and the page's script reads it. */

/**
 * A room and its newest message that was not deleted; with who wrote that when it is new, without when the one before it was
 * deleted.
 */
export type Fresh = [room: number, newest: number, author?: number];

/** A room that is unread, how many of its messages are for the reader, and up to which message they have read. */
export type Unread = [room: number, forMe: number, read: number];

/** Somebody with whom the reader has a direct room, and whether they are here. */
export type Here = [person: number, isHere: boolean];

/** An open room whose item in the list is different: as HTML, with its topic. Only its id: it is not in the list any more. */
export type ListedRoom = [room: number, html?: string, topic?: string];

/**
 * `unread` is all that is: a room that is not in it is read. `sidebar`: the list of rooms is to be fetched, at some moment
 * `within` so many ms if that is given. `gone`: up to this message all of the page's room is gone.
 */
export type SignalFrame = {
  fresh?: Fresh[];
  unread?: Unread[];
  rooms?: ListedRoom[];
  sidebar?: true;
  within?: number;
  here?: Here[];
  gone?: number;
};
