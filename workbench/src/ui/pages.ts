// A list of the centre, page by page: the first is read by itself, more when somebody asks.
import { useInfiniteQuery } from "@tanstack/react-query";

export interface Pages<T> {
  items: T[];
  pending: boolean;
  loading: boolean;
  error: unknown;
  again(): void;
  /** Reads the next page; nothing where this is the last. */
  more: (() => void) | null;
}

interface Page<T> {
  items: T[];
  next?: string | null;
}

export const PAGE = 100;

export function usePages<T>(key: unknown[], read: (cursor: string | undefined) => Promise<Page<T>>): Pages<T> {
  const asked = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Page<T>) => last.next ?? undefined,
  });
  return {
    items: asked.data?.pages.flatMap((page) => page.items) ?? [],
    pending: asked.isPending,
    loading: asked.isFetchingNextPage,
    error: asked.error,
    again: () => void asked.refetch(),
    more: asked.hasNextPage ? () => void asked.fetchNextPage() : null,
  };
}
