/** An evening in the lobby, for the pictures: who says what, minutes after eight. */

export type Line = {
  minute: number;
  who: string;
  says: string;
  /** The lamp is in it, with this description. */
  shows?: string;
  /** The number of the line that it answers. */
  answers?: number;
  /** Who reacts with what. */
  reactions?: Record<string, string[]>;
};

export const PEOPLE = ["Ada", "Grace", "Linus", "Margaret", "Radia", "Zoë", "يوسف", "Εύα", "Edsger", "Barbara"];

export const EVENING: Line[] = [
  { minute: 2, who: "Grace", says: "Good evening, everyone. The kettle is on." },
  { minute: 3, who: "Linus", says: "Evening! Is the reading still on for **Thursday**?" },
  { minute: 4, who: "Margaret", says: "It is. Half past seven, same place, bring a chair." },
  {
    minute: 4,
    who: "Margaret",
    says: "And a friend, there is room for twelve now.",
    reactions: { "👍": ["Grace", "Zoë", "Ada"] },
  },
  { minute: 9, who: "Zoë", says: "I found the passage I was looking for last week:" },
  { minute: 9, who: "Zoë", says: "> We lit the lamp, and by its light the room was larger than by day." },
  { minute: 11, who: "Εύα", says: "Πολύ όμορφο. Where is it from?", reactions: { "❤️": ["Zoë", "Radia"] } },
  { minute: 12, who: "Zoë", says: "A letter, nobody knows who wrote it. I will bring the book.", answers: 6 },
  { minute: 16, who: "يوسف", says: "مساء الخير! أنا معكم من الهاتف الليلة." },
  { minute: 17, who: "Radia", says: "Welcome! Does it work well on the phone?" },
  {
    minute: 18,
    who: "يوسف",
    says: "Better than I thought. The train went through the tunnel and nothing got lost.",
    reactions: { "🎉": ["Radia", "Ada", "Linus", "Grace"] },
  },
  { minute: 23, who: "Edsger", says: "For the list of books, this is all it takes:" },
  {
    minute: 23,
    who: "Edsger",
    says: "```sh\ncurl -s https://books.example/list.txt | sort | uniq\n```",
    reactions: { "👏": ["Barbara", "Linus"] },
  },
  { minute: 25, who: "Barbara", says: "Sorted and without doubles. As it should be." },
  {
    minute: 31,
    who: "Ada",
    says: "@Margaret shall I bring the projector as well, or only the lamp?",
    shows: "A lit lamp beside a window in the evening",
  },
  {
    minute: 32,
    who: "Margaret",
    says: "Only the lamp. We want to see each other.",
    answers: 15,
    reactions: { "🕯️": ["Ada", "Zoë", "Εύα"] },
  },
  { minute: 33, who: "Grace", says: "Then it is settled. Tea for twelve." },
];
