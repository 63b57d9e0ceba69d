export const POST = ({ locals, request }) => locals.relais.setup(request)
