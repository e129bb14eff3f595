// Where the reader is, by the URL alone: known before the server has answered.
import { useLocation } from "react-router";

export function useInboxPlace() {
  const { pathname, search } = useLocation();
  const [, inbox = "all", view = "", conversation = ""] = pathname
    .split("/")
    .filter(Boolean);
  return { path: pathname, inbox, view, conversation, search, list: `/inbox/${inbox}/${view}` };
}
